//! Cache of rendered versions. A published version is rendered once per language, off the threads
//! that answer requests.
//!
//! A rendering in a language of the document is cached for ever. In all other languages the
//! rendering differs only in its tag, so one rendering serves them all. So no caller can make the
//! service render again, or fill its memory, with invented tags.

use crate::{
    app::App,
    error::{Error, Result},
    instrument::{Published, languages, render},
};
use ::entity::vocabulary::LanguageTag;
use edge::raw_json::RawJson;
use std::sync::Arc;
use tokio::sync::Mutex;

/// Placeholder for each language that a document lacks: "no linguistic content", ISO 639-2.
const NONE: &str = "zxx";

/// Lock for rendering: callers who need the same rendering wait for the first of them.
#[derive(Default)]
struct RenderLock(Mutex<()>);

/// Returns a published version in one language.
///
/// # Errors
/// Fails if rendering fails.
pub async fn rendered(
    app: &App,
    published: &Arc<Published>,
    language: &LanguageTag,
) -> Result<Arc<RawJson>> {
    if languages(&published.document).contains(&language.as_str()) {
        return once(app, published, language).await;
    }
    let none: LanguageTag =
        NONE.parse().map_err(|_| Error::failure("the tag of no language is no tag"))?;
    let text = once(app, published, &none).await?;
    let text = std::str::from_utf8(text.bytes()).map_err(Error::failure)?;
    // No text of the document can contain this: a quotation mark inside a text is escaped.
    let tagged = text.replacen(&tag(NONE), &tag(language.as_str()), 1);
    Ok(Arc::new(RawJson::new(tagged)?))
}

fn tag(language: &str) -> String {
    format!("\"language\":\"{language}\"")
}

async fn once(
    app: &App,
    published: &Arc<Published>,
    language: &LanguageTag,
) -> Result<Arc<RawJson>> {
    let key = format!("{} {language}", published.sha256);
    if let Some(known) = app.memo().get::<RawJson>(&key) {
        return Ok(known);
    }
    let turn = app.memo().once("", RenderLock::default);
    let _turn = turn.0.lock().await;
    if let Some(known) = app.memo().get::<RawJson>(&key) {
        return Ok(known);
    }
    let (published, language) = (Arc::clone(published), language.clone());
    let rendering = tokio::task::spawn_blocking(move || {
        let rendering = render(&published.document, &language)?;
        Ok::<_, Error>(RawJson::new(String::from_utf8(rendering.bytes).map_err(Error::failure)?)?)
    });
    Ok(app.memo().keep(&key, rendering.await.map_err(Error::failure)??))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use crate::instrument::fixture;

    #[test]
    fn a_language_that_a_document_lacks_differs_in_its_tag_alone() {
        let document = fixture::document();
        let text = |language: &str| {
            String::from_utf8(render(&document, &language.parse().unwrap()).unwrap().bytes).unwrap()
        };
        let none = text(NONE);
        for language in ["sw", "pt-BR"] {
            assert_eq!(none.replacen(&tag(NONE), &tag(language), 1), text(language));
        }
    }
}
