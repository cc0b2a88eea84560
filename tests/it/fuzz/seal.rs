//! Sealed texts that return from a client: cursors of pages, and links to editions.

use super::{run, shown};
use crate::world::Test;
use arbtest::arbitrary::Unstructured;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use national_survey::{
    cursor,
    error::Code,
    submission::editions::link::{self, Linked, What},
};
use std::cell::RefCell;
use uuid::Uuid;

/// Returns the text after one change that a client could make. It always differs from the original.
fn altered(u: &mut Unstructured<'_>, sealed: &str) -> arbtest::arbitrary::Result<String> {
    let mut text = sealed.as_bytes().to_vec();
    let at = u.choose_index(text.len())?;
    match u.int_in_range(0..=4)? {
        0 => {
            let mut bytes = URL_SAFE_NO_PAD.decode(sealed).unwrap();
            let at = u.choose_index(bytes.len())?;
            bytes[at] ^= 1 << u.int_in_range(0..=7)?;
            return Ok(URL_SAFE_NO_PAD.encode(bytes));
        }
        1 => text[at] ^= 1 << u.int_in_range(0..=7)?,
        2 => drop(text.drain(at..)),
        3 => text.insert(at, *u.choose(b"A=-_ \0")?),
        _ => text.extend(u.bytes(u.len().min(8))?),
    }
    let text = String::from_utf8_lossy(&text).into_owned();
    Ok(if text == sealed { format!("{text}A") } else { text })
}

#[tokio::test]
async fn a_cursor_opens_its_own_list_alone_and_not_after_a_change() {
    let test = Test::on_sqlite().await;
    let world = test.empty_world().await;
    let keys = world.keys();
    let drawn = RefCell::new((String::new(), String::new()));
    let draw = |u: &mut Unstructured<'_>| {
        let place: String = u.arbitrary()?;
        let sealed = cursor::seal(keys, "states", &place);
        let text = altered(u, &sealed)?;
        drawn.replace((place, sealed));
        Ok(text)
    };
    run("cursor", draw, |text: &String| {
        let (place, sealed) = &*drawn.borrow();
        assert_eq!(cursor::open(keys, "states", sealed).unwrap(), *place);
        for (list, cursor) in [
            ("states", text),
            ("cycles", sealed),
            ("export", sealed),
            ("", sealed),
            ("cycles", text),
        ] {
            let refused = cursor::open(keys, list, cursor)
                .expect_err("a cursor that is not ours opens a list");
            assert!(refused.is(Code::BadInput), "{list}: {}", shown(cursor.as_bytes()));
        }
    });
    world.db().close().await;
    test.done().await;
}

#[tokio::test]
async fn a_link_opens_its_own_file_for_ten_minutes_and_not_after_a_change() {
    let test = Test::on_sqlite().await;
    let world = test.empty_world().await;
    let now = world.now();
    let none =
        Linked { submission: Uuid::nil(), edition: 0, what: What::Document, session: Uuid::nil() };
    let drawn = RefCell::new((none, String::new()));
    let draw = |u: &mut Unstructured<'_>| {
        let [submission, session] =
            [Uuid::from_bytes(u.arbitrary()?), Uuid::from_bytes(u.arbitrary()?)];
        let linked = Linked {
            submission,
            edition: u.arbitrary()?,
            what: *u.choose(&[What::Document, What::Receipt])?,
            session,
        };
        let path = link::seal(&world, &linked);
        let sealed = path.strip_prefix("/export/").unwrap().to_owned();
        let text = altered(u, &sealed)?;
        drawn.replace((linked, sealed));
        Ok(text)
    };
    run("link", draw, |text: &String| {
        let (linked, sealed) = &*drawn.borrow();
        let opened = link::open(&world, sealed, now + TimeDelta::seconds(599));
        assert_eq!(opened.unwrap(), *linked);
        let late = link::open(&world, sealed, now + TimeDelta::seconds(600))
            .expect_err("a link opens after ten minutes");
        assert!(late.is(Code::NotFound));
        let refused = link::open(&world, text, now).expect_err("a link that was changed opens");
        assert!(refused.is(Code::NotFound), "{}", shown(text.as_bytes()));
        // A text that is sealed for links and is no link: no version ever made one, and it must not
        // cause a failure.
        let odd = cursor::seal(world.keys(), "export", text);
        assert!(link::open(&world, &odd, now).is_err(), "{}", shown(text.as_bytes()));
    });
    world.db().close().await;
    test.done().await;
}
