//! Comparison for reads: the same read by one hand-written statement behind a plain handler, and a
//! static body.

use super::{options::Engine, stage::Stage};
use axum::{
    Router,
    extract::{Query, State},
    http::header,
    response::IntoResponse,
    routing::get,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sqlx::{
    PgPool, SqlitePool,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};
use std::net::SocketAddr;

const SQLITE: &str = "SELECT a.revision, a.value FROM cycle c JOIN submission s ON s.cycle = c.id \
                      JOIN answer a ON a.submission = s.id WHERE c.key = ? AND s.state = ? AND a.question = ?";
const POSTGRES: &str = "SELECT a.revision, a.value FROM cycle c JOIN submission s ON s.cycle = c.id \
                        JOIN answer a ON a.submission = s.id WHERE c.key = $1 AND s.state = $2 AND a.question = $3";

#[derive(Clone, Debug)]
enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

#[derive(Deserialize)]
struct Which {
    cycle: String,
    state: String,
    question: String,
}

/// The stored value. Its option is shown.
#[derive(Deserialize)]
struct Stored<'a> {
    #[serde(borrow)]
    option: &'a RawValue,
}

#[derive(Serialize)]
struct Root<'a> {
    data: Data<'a>,
}
#[derive(Serialize)]
struct Data<'a> {
    submission: Submission<'a>,
}
#[derive(Serialize)]
struct Submission<'a> {
    answer: Answer<'a>,
}
#[derive(Serialize)]
struct Answer<'a> {
    revision: i64,
    value: Value<'a>,
}
#[derive(Serialize)]
struct Value<'a> {
    option: &'a RawValue,
}

/// Serves until the process ends, on a runtime of its own with as many threads as the product has.
pub async fn serve(stage: &Stage, body: Vec<u8>) -> SocketAddr {
    let (file, url, engine) = (stage.config.database().file, stage.url.clone(), stage.engine);
    let (said, address) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let pool = match engine {
                Engine::Sqlite => {
                    let open = SqliteConnectOptions::new()
                        .filename(file)
                        .foreign_keys(true)
                        .pragma("query_only", "ON");
                    Pool::Sqlite(
                        SqlitePoolOptions::new()
                            .max_connections(16)
                            .test_before_acquire(false)
                            .connect_with(open)
                            .await
                            .unwrap(),
                    )
                }
                Engine::Postgres => {
                    let url = url.unwrap_or_default();
                    Pool::Postgres(
                        PgPoolOptions::new()
                            .max_connections(16)
                            .test_before_acquire(false)
                            .connect(&url)
                            .await
                            .unwrap(),
                    )
                }
            };
            let fixed = axum::body::Bytes::from(body);
            let router =
                Router::new()
                    .route("/answer", get(answer))
                    .route(
                        "/static",
                        get(move || async move {
                            ([(header::CONTENT_TYPE, "application/json")], fixed)
                        }),
                    )
                    .with_state(pool);
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            said.send(listener.local_addr().unwrap()).unwrap();
            axum::serve(listener, router).await.unwrap();
        });
    });
    address.await.unwrap()
}

async fn answer(State(pool): State<Pool>, Query(which): Query<Which>) -> impl IntoResponse {
    let (revision, value): (i64, String) = match &pool {
        Pool::Sqlite(pool) => {
            let query =
                sqlx::query_as(SQLITE).bind(which.cycle).bind(which.state).bind(which.question);
            query.fetch_one(pool).await.unwrap()
        }
        Pool::Postgres(pool) => {
            let query =
                sqlx::query_as(POSTGRES).bind(which.cycle).bind(which.state).bind(which.question);
            query.fetch_one(pool).await.unwrap()
        }
    };
    let stored: Stored<'_> = serde_json::from_str(&value).unwrap();
    let answer = Answer { revision, value: Value { option: stored.option } };
    let body =
        serde_json::to_vec(&Root { data: Data { submission: Submission { answer } } }).unwrap();
    ([(header::CONTENT_TYPE, "application/json")], body)
}
