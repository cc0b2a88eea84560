//! Names: one rule for a line of text holds for people, cycles and integrations.

use crate::world::{Actor, Answer, Test, World, either, jwk, on};
use ed25519_dalek::SigningKey;
use serde_json::json;

/// Texts in which there is nothing to see, and texts that end a line or turn its direction.
const BAD: &[(&str, &str)] = &[
    ("", "BAD_INPUT"),
    (" \t", "BAD_INPUT"),
    ("\u{200b}", "BAD_INPUT"),
    ("\u{2060}\u{feff}", "BAD_INPUT"),
    ("\u{3164}", "BAD_INPUT"),
    ("\u{2800}", "BAD_INPUT"),
    ("\u{200f}", "BAD_INPUT"),
    ("\u{ad}", "BAD_INPUT"),
    ("Anna\nBcc: x", "BAD_TEXT"),
    ("Anna\u{2028}Li", "BAD_TEXT"),
    ("Anna \u{202e}iL", "BAD_TEXT"),
    ("\u{2067}Anna\u{2069}", "BAD_TEXT"),
    ("Anna\u{1b}[31m", "BAD_TEXT"),
];
/// Names that people have, and their normal form.
const GOOD: &[(&str, &str)] = &[
    ("  Anna Li ", "Anna Li"),
    ("O", "O"),
    ("Null", "Null"),
    ("D'Arcy-O’Neill", "D'Arcy-O’Neill"),
    ("Ame\u{301}lie", "Amélie"),
    ("علي\u{200f} (Ali)", "علي\u{200f} (Ali)"),
    ("می\u{200c}نا", "می\u{200c}نا"),
    ("李", "李"),
];

async fn invites(by: &Actor, place: usize, name: &str) -> Answer {
    let input = json!({ "email": format!("n{place}@mfa.example"), "name": name, "language": "EN", "role": "READER" });
    by.does("invitePerson", input, "invitation { name }").await
}

async fn plans(by: &Actor, key: &str, language: &str, name: &str) -> Answer {
    let mut names = json!({ "ar": "دورة", "zh": "周期", "en": "Cycle", "fr": "Cycle", "ru": "Цикл", "es": "Ciclo" });
    names[language] = name.into();
    let input = json!({ "key": key, "instrument": "fixture", "version": "1", "names": names, "opensAt": on(4, 1) });
    by.does("planCycle", input, "cycle { name(language: RU) }").await
}

async fn mints(by: &Actor, place: usize, name: &str) -> Answer {
    let key = jwk(&SigningKey::from_bytes(&[place as u8 + 1; 32]));
    let input =
        json!({ "name": name, "scopes": ["CATALOG_READ"], "key": key, "keyExpiresAt": on(12, 1) });
    by.does("mintIntegration", input, "integration { name }").await
}

either! {
    async fn a_name_has_something_to_see_in_it_and_turns_no_other_text(test: Test) {
        let world = World::open(test).await;
        let (france, administrator) = (world.france(), world.administrator());
        let long = "é".repeat(201);
        for (place, (name, code)) in BAD.iter().copied().chain([(&*long, "TOO_LONG")]).enumerate() {
            assert!(invites(&france, place, name).await.refused(code).contains("`name`"), "{name:?}");
            mints(&france, place, name).await.refused(code);
            for language in ["ar", "zh", "en", "fr", "ru", "es"] {
                plans(&administrator, "2030", language, name).await.refused(code);
            }
        }
        for (place, (name, kept)) in GOOD.iter().enumerate() {
            let person = invites(&france, place, name).await.data();
            assert_eq!(person["invitePerson"]["invitation"]["name"], *kept);
            assert_eq!(mints(&france, place, name).await.data()["mintIntegration"]["integration"]["name"], *kept);
            let cycle = plans(&administrator, &format!("2030-{place}"), "ru", name).await.data();
            assert_eq!(cycle["planCycle"]["cycle"]["name"], *kept);
        }
    }

    async fn a_key_of_a_cycle_has_letters_digits_and_hyphens_between_them(test: Test) {
        let world = World::open(test).await;
        let administrator = world.administrator();
        for key in ["", ".", "..", "-", "--", "2030-", "-2030", "2030.1", "20_30", "2030 ", "Cycle", "é", &"x".repeat(61)] {
            plans(&administrator, key, "en", "Cycle").await.refused("BAD_INPUT");
        }
        let planned = plans(&administrator, "round-2030", "ru", "Цикл").await.data();
        assert_eq!(planned["planCycle"]["cycle"], json!({ "name": "Цикл" }));
    }
}
