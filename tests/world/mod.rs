//! The test harness: for each test a database on each of the two engines, a world with a set clock,
//! and people in it.
#![expect(dead_code, reason = "each test uses what it needs")]

mod acts;
mod authenticator;
mod effort;
mod http;
mod invited;
mod kept;
mod machines;
mod many;
mod people;
pub mod postgres;
mod process;
mod releases;
mod run;
mod scene;
mod small_disk;
mod smtp;
mod test;

pub use acts::VALUE;
pub use authenticator::Authenticator;
pub use effort::{not_tested, rounds};
pub use http::Answer;
pub use invited::Invited;
pub use machines::{Machine, jwk};
pub use people::{Actor, Codes, PASSWORD, Team, staff};
pub use postgres::in_path;
pub use process::Instance;
pub use run::run;
pub use scene::{FIXTURE, World};
pub use small_disk::SmallDisk;
pub use smtp::MailServer;
pub use test::{Beside, Test, TestDatabase, on, open};

/// Runs each test on both databases. The test's name is a sentence, and the databases are its two
/// cases.
macro_rules! both {
    ($($(#[$attribute:meta])* async fn $name:ident($test:ident: $type:ty) $body:block)+) => {$(
        $(#[$attribute])*
        mod $name {
            use super::*;

            async fn holds($test: $type) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                let test = $crate::world::Test::on_sqlite().await;
                holds(test.clone()).await;
                test.done().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                let Some(test) = $crate::world::Test::on_postgres().await else { return };
                holds(test.clone()).await;
                test.done().await;
            }
        }
    )+};
}
pub(crate) use both;

/// Runs each test on SQLite, and from effort 10 also on PostgreSQL. It is for long tests whose
/// subject is the same on both.
macro_rules! either {
    ($($(#[$attribute:meta])* async fn $name:ident($test:ident: $type:ty) $body:block)+) => {$(
        $(#[$attribute])*
        mod $name {
            use super::*;

            async fn holds($test: $type) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                let test = $crate::world::Test::on_sqlite().await;
                holds(test.clone()).await;
                test.done().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres_from_effort_10() {
                if $crate::world::rounds(0, 1, 1) == 0 {
                    return;
                }
                let Some(test) = $crate::world::Test::on_postgres().await else { return };
                holds(test.clone()).await;
                test.done().await;
            }
        }
    )+};
}
pub(crate) use either;
