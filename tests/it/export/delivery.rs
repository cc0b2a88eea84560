//! Delivery of files: content codings, conditional requests, ranges, and requests for the head.

use super::{asks_with, small};
use crate::world::{Answer, Test, World, either};
use axum::http::{Method, Request, request::Builder};
use national_survey::canonical::digest;
use std::{
    io::Write as _,
    process::{Command, Stdio},
};

const TABLE: &str = "/export/releases/1/ar.csv";

fn of<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

async fn asks(world: &World, path: &str, headers: &[(&str, &str)]) -> Answer {
    let add = |request: Builder, (name, value): &(&str, &str)| request.header(*name, *value);
    world.public().send(headers.iter().fold(Request::get(path), add), "").await
}

/// Decompresses bytes with a program of the machine, which shares no code with the service.
fn decoded(coding: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    let (program, arguments): (_, &[&str]) = match coding {
        "gzip" => ("gzip", &["-dc"]),
        "zstd" => ("zstd", &["-dcq"]),
        _ => ("brotli", &["-dc"]),
    };
    let mut command = Command::new(program);
    let command = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().ok()?;
    let (mut input, bytes) = (child.stdin.take()?, bytes.to_vec());
    let writer = std::thread::spawn(move || input.write_all(&bytes));
    let output = child.wait_with_output().ok()?;
    writer.join().ok()?.ok()?;
    output.status.success().then_some(output.stdout)
}

either! {
    async fn a_text_is_compressed_as_its_reader_likes_and_each_coding_has_its_own_tag(test: Test) {
        let world = small(test).await;
        let plain = asks(&world, TABLE, &[]).await;
        let own = digest(&plain.bytes);
        assert_eq!((of(&plain, "content-encoding"), of(&plain, "vary"), of(&plain, "accept-ranges")), ("", "accept-encoding", "bytes"));
        for (accepts, coding) in [("gzip", "gzip"), ("zstd, gzip", "zstd"), ("gzip, deflate, br, zstd", "br")] {
            // The second time it comes from the cache.
            for _ in 0..2 {
                let coded = asks(&world, TABLE, &[("accept-encoding", accepts)]).await;
                assert_eq!((coded.status(), of(&coded, "content-encoding"), of(&coded, "vary")), (200, coding, "accept-encoding"));
                assert_eq!(of(&coded, "etag"), format!("\"{own}-{coding}\""));
                assert_eq!(of(&coded, "content-length"), coded.bytes.len().to_string());
                assert!(coded.bytes.len() * 5 < plain.bytes.len(), "{coding}: {} of {}", coded.bytes.len(), plain.bytes.len());
                if let Some(bytes) = decoded(coding, &coded.bytes) {
                    assert!(bytes == plain.bytes, "{coding}");
                } else {
                    assert_ne!(coding, "gzip", "gzip is everywhere");
                }
            }
            // A client that has the file in any coding has the file, and hears which one it has.
            for tag in [format!("\"{own}-{coding}\""), format!("\"{own}\""), format!("\"x\", W/\"{own}-gzip\"")] {
                let again = asks(&world, TABLE, &[("accept-encoding", accepts), ("if-none-match", &tag)]).await;
                assert_eq!((again.status(), again.bytes.len()), (304, 0), "{tag}");
                assert!(tag.ends_with(of(&again, "etag")) && of(&again, "vary") == "accept-encoding", "{again:?}");
            }
            let other = format!("\"{own}-deflate\"");
            assert_eq!(asks(&world, TABLE, &[("accept-encoding", accepts), ("if-none-match", &other)]).await.status(), 200);
        }
        for (path, kind) in [("en.xlsx", "sheet"), ("en.parquet", "parquet")] {
            let answer = asks(&world, &format!("/export/releases/1/{path}"), &[("accept-encoding", "br, gzip, zstd")]).await;
            assert_eq!(of(&answer, "content-encoding"), "", "{kind} is compressed already");
            assert_eq!(of(&answer, "etag"), format!("\"{}\"", digest(&answer.bytes)));
        }
        for path in ["content.json", "structure.xml", "en.data.xml", "en.codebook.csv", "charts/A.a.1/ar.svg"] {
            let answer = asks(&world, &format!("/export/releases/1/{path}"), &[("accept-encoding", "br")]).await;
            assert_eq!((answer.status(), of(&answer, "content-encoding")), (200, "br"), "{path}");
        }
        let schema = asks(&world, "/developer/schema.graphql", &[("accept-encoding", "gzip")]).await;
        assert_eq!((of(&schema, "content-encoding"), of(&schema, "cache-control")), ("gzip", "public, no-cache"));
        let again = asks_with(&world.public(), "/developer/schema.graphql", "if-none-match", of(&schema, "etag")).await;
        assert_eq!(again.status(), 304);
    }

    async fn a_part_of_a_file_is_sent_and_a_part_beyond_its_end_is_refused(test: Test) {
        let world = small(test).await;
        let whole = asks(&world, TABLE, &[]).await;
        let (tag, length) = (of(&whole, "etag").to_owned(), whole.bytes.len());
        for range in [format!("bytes={length}-"), "bytes=-0".to_owned()] {
            let refused = asks(&world, TABLE, &[("range", &range)]).await;
            refused.refused("RANGE_NOT_SATISFIABLE");
            assert_eq!((refused.status(), of(&refused, "content-range")), (416, format!("bytes */{length}").as_str()));
            assert_eq!(of(&refused, "cache-control"), "no-store");
        }
        for (range, from, to) in [
            ("bytes=0-0".to_owned(), 0, 1), ("bytes=100-299".to_owned(), 100, 300), ("bytes=-50".to_owned(), length - 50, length),
            (format!("bytes={}-", length - 7), length - 7, length), (format!("bytes=5-{}", length * 2), 5, length),
        ] {
            // A part is of the file itself, for a client of any coding.
            let part = asks(&world, TABLE, &[("range", &range), ("accept-encoding", "br"), ("if-range", &tag)]).await;
            assert_eq!((part.status(), of(&part, "content-encoding"), of(&part, "etag")), (206, "", tag.as_str()), "{range}");
            assert_eq!(of(&part, "content-range"), format!("bytes {from}-{}/{length}", to - 1));
            assert_eq!(of(&part, "content-length"), (to - from).to_string());
            assert!(part.bytes == whole.bytes[from..to], "{range}");
        }
        let other = [format!("W/{tag}"), tag.replace("\"", ""), "\"other\"".to_owned(), tag.replacen('"', "\"x", 1), "Mon, 30 Nov 2026 00:00:00 GMT".to_owned()];
        for if_range in &other {
            let all = asks(&world, TABLE, &[("range", "bytes=0-9"), ("if-range", if_range)]).await;
            assert_eq!((all.status(), all.bytes.len()), (200, length), "{if_range}");
        }
        for range in ["bytes=0-9,20-29", "bytes=9-0", "lines=0-9", "bytes=x"] {
            assert_eq!(asks(&world, TABLE, &[("range", range)]).await.status(), 200, "{range}");
        }
        let known = asks(&world, TABLE, &[("range", "bytes=0-9"), ("if-none-match", &tag)]).await;
        assert_eq!(known.status(), 304, "the condition comes first");
        // A workbook has parts, too.
        let book = asks(&world, "/export/releases/1/en.xlsx", &[("range", "bytes=0-1")]).await;
        assert_eq!((book.status(), &book.bytes[..]), (206, b"PK".as_slice()));
    }

    async fn the_head_of_a_file_is_that_of_the_file(test: Test) {
        let world = small(test).await;
        for (path, accepts) in [(TABLE, ""), (TABLE, "br"), ("/export/releases/1/en.xlsx", "br"), ("/export/cycles/2027/answers.csv", "")] {
            let get = asks(&world, path, &[("accept-encoding", accepts)]).await;
            let request = Request::builder().method(Method::HEAD).uri(path).header("accept-encoding", accepts).header("range", "bytes=0-9");
            let head = world.public().send(request, "").await;
            assert_eq!((head.status(), head.bytes.len()), (200, 0), "{path}");
            for name in ["etag", "content-length", "content-encoding", "content-type", "content-disposition", "accept-ranges", "vary", "cache-control"] {
                assert_eq!(of(&head, name), of(&get, name), "{path} {name}");
            }
        }
        let missing = Request::builder().method(Method::HEAD).uri("/export/releases/9/ar.csv");
        assert_eq!(world.public().send(missing, "").await.status(), 404);
    }
}
