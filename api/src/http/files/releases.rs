//! Releases as files. A release that has passed the gate is for everybody, so file addresses are
//! stable and need no signed link:
//!
//! | address below `/export/releases/{number}` | content |
//! |---|---|
//! | `/{language}.{csv, xlsx, parquet}` | the whole release |
//! | `/{language}.{codebook.csv, data.xml}` | its codebook, and its data in SDMX-ML |
//! | `/structure.xml` | the structure in SDMX-ML, in six languages |
//! | `/{language}.changes.{csv, parquet, data.xml}` | the changes |
//! | `/{language}.participation.{csv, parquet}` | the participation |
//! | `/content.json`, `/statement.json` | the public content, and the signed statement |
//! | `/charts/{question}/{language}.svg` | one table of all counted States |
//! | `/charts/{question}/{partition}/{language}.svg` | one table by the classes of a partition |
//!
//! A release never changes, and nor does its file. A browser may cache it for ever.

use super::delivery::{Delivery, Kind};
use crate::{
    aggregate,
    app::App,
    error::{Code, Result},
    export::{self, Format, LICENCE_URL},
    http::refusal,
};
use ::entity::vocabulary::{Official, QuestionCode};
use axum::{
    Router,
    extract::{FromRequestParts as _, Path, Request, State},
    http::{HeaderValue, header, request::Parts},
    response::Response,
    routing::get,
};
use std::sync::Arc;

/// The world, and the delivery of files.
#[derive(Clone)]
struct Maker {
    app: Arc<App>,
    delivery: Delivery,
}

pub(super) fn routes(app: Arc<App>, delivery: Delivery) -> Router {
    Router::new()
        .route("/export/releases/{number}/{file}", get(release_file))
        .route("/export/releases/{number}/charts/{question}/{file}", get(chart_of_all))
        .route(
            "/export/releases/{number}/charts/{question}/{partition}/{file}",
            get(chart_of_partition),
        )
        .with_state(Maker { app, delivery })
}

/// A requested file.
#[derive(Debug)]
enum Wanted {
    File(Official, Format),
    Chart(QuestionCode, Option<String>, Official),
    Content,
    Statement,
}

async fn release_file(State(maker): State<Maker>, request: Request) -> Response {
    let wanted = |(number, file): (String, String)| {
        let wanted = match file.as_str() {
            "content.json" => Wanted::Content,
            "statement.json" => Wanted::Statement,
            file => {
                let (format, language) = Format::of_file(file)?;
                Wanted::File(language, format)
            }
        };
        Some((number, wanted))
    };
    answer(&maker, request, wanted).await
}

async fn chart_of_all(State(maker): State<Maker>, request: Request) -> Response {
    let wanted = |(number, question, file): (String, String, String)| {
        Some((number, chart(&question, None, &file)?))
    };
    answer(&maker, request, wanted).await
}

async fn chart_of_partition(State(maker): State<Maker>, request: Request) -> Response {
    let wanted = |(number, question, partition, file): (String, String, String, String)| {
        Some((number, chart(&question, Some(partition), &file)?))
    };
    answer(&maker, request, wanted).await
}

fn chart(question: &str, partition: Option<String>, file: &str) -> Option<Wanted> {
    let (language, ending) = file.split_once('.')?;
    let language = Official::ALL.iter().copied().find(|own| own.as_str() == language)?;
    (ending == "svg").then_some(Wanted::Chart(question.parse().ok()?, partition, language))
}

/// Answers a request for a file. `wanted` finds the release and the file in the path.
async fn answer<P>(
    maker: &Maker,
    request: Request,
    wanted: impl FnOnce(P) -> Option<(String, Wanted)>,
) -> Response
where
    P: serde::de::DeserializeOwned + Send,
{
    let mut head = request.into_parts().0;
    let path = Path::<P>::from_request_parts(&mut head, &()).await.ok();
    let Some((number, wanted)) = path.and_then(|Path(path)| wanted(path)) else {
        return refusal(&Code::NotFound.into());
    };
    deliver(maker, &head, &number, wanted).await.unwrap_or_else(|error| refusal(&error))
}

async fn deliver(maker: &Maker, head: &Parts, number: &str, wanted: Wanted) -> Result<Response> {
    // One address for one file: `01` is not a release number.
    let number = number.parse::<i64>().ok().filter(|parsed| parsed.to_string() == number);
    let number = number.ok_or(Code::NotFound)?;
    let release = aggregate::store::release(maker.app.read(), None, number).await?;
    let key = format!("release {} {wanted:?}", release.sha256);
    let kind = if matches!(wanted, Wanted::Chart(..)) { Kind::FrozenInline } else { Kind::Frozen };
    let app = Arc::clone(&maker.app);
    let make = async move {
        match wanted {
            Wanted::Content => export::content(&app, release).await,
            Wanted::Statement => export::statement(&app, release).await,
            Wanted::File(language, format) => export::file(&app, release, language, format).await,
            Wanted::Chart(question, partition, language) => {
                export::chart(&app, release, &question, partition, language).await
            }
        }
    };
    let mut response = Box::pin(maker.delivery.answer(head, &key, kind, make)).await?;
    if response.status().is_success()
        && let Ok(licence) = HeaderValue::try_from(format!("<{LICENCE_URL}>; rel=\"license\""))
    {
        response.headers_mut().insert(header::LINK, licence);
    }
    Ok(response)
}
