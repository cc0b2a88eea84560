//! Every file in the six official languages.

use super::{read_csv, small, tables::sheet, text};
use crate::world::{Test, both};
use calamine::Data;

/// Language, and words of its disclaimer, of its method and of its title.
const LANGUAGES: [(&str, &str, &str, &str); 6] = [
    (
        "ar",
        "على الإعراب عن أي رأي كان من جانب الأمانة العامة للأمم المتحدة",
        "لا يجوز جمعهما أبدا",
        "الإصدار رقم 1 (الدورة 2027)",
    ),
    ("zh", "并不意味着联合国秘书处", "绝不可相加", "第1号发布（2027周期）"),
    (
        "en",
        "do not imply the expression of any opinion whatsoever on the part of the Secretariat",
        "never to be added up",
        "Release 1 (cycle 2027)",
    ),
    (
        "fr",
        "aucune prise de position quant au statut juridique",
        "jamais additionner",
        "Publication 1 (cycle 2027)",
    ),
    (
        "ru",
        "какого бы то ни было мнения относительно правового статуса",
        "ни в коем случае нельзя складывать",
        "Выпуск 1 (цикл 2027)",
    ),
    (
        "es",
        "juicio alguno sobre la condición jurídica",
        "nunca deben sumarse",
        "Publicación 1 (ciclo 2027)",
    ),
];

both! {
    async fn every_file_says_in_its_language_what_it_is_and_what_it_does_not_mean(test: Test) {
        let world = small(test).await;
        let structure = text(&world, "structure.xml").await;
        let mut codes = Vec::new();
        for (language, disclaimer, method, title) in LANGUAGES {
            for ending in ["csv", "changes.csv", "codebook.csv", "data.xml", "changes.data.xml", "participation.csv"] {
                let text = text(&world, &format!("{language}.{ending}")).await;
                for words in [disclaimer, method, title, "CC-BY-4.0", "2027-03-01T09:00:00Z"] {
                    assert!(text.contains(words), "{language}.{ending}: {words}");
                }
            }
            for words in [disclaimer, method, title, "CC-BY-4.0", "2027-03-01T09:00:00Z"] {
                assert!(structure.contains(words), "{language}: {words}");
            }
            let about = sheet(&world, &format!("{language}.xlsx"), "about").await;
            let about: String = about.iter().flatten().filter_map(|cell| if let Data::String(text) = cell { Some(text.as_str()) } else { None }).collect();
            let chart = text(&world, &format!("charts/A.a.1/{language}.svg")).await;
            for words in [disclaimer, method, title, "CC-BY-4.0"] {
                assert!(about.contains(words) && chart.contains(words), "{language}: {words}");
            }
            let about = format!(r"{{ release(number: 1) {{ about(language: {}) {{ title licence licenceUrl method disclaimer }} }} }}", language.to_uppercase());
            let about = world.public().reads(&about).await["release"]["about"].clone();
            for (field, words) in [("title", title), ("licence", "CC-BY-4.0"), ("licenceUrl", "https://"), ("method", method), ("disclaimer", disclaimer)] {
                assert!(about[field].as_str().unwrap().contains(words), "{language}: {about:#}");
            }
            let book = read_csv(&text(&world, &format!("{language}.codebook.csv")).await);
            assert!(book.iter().all(|entry| !entry["label"].is_empty()), "{language}");
            let of = |list: &str, code: &str| book.iter().find(|entry| entry["list"] == list && entry["code"] == code).unwrap()["label"].clone();
            codes.push(book.iter().map(|entry| [&entry["list"], &entry["code"], &entry["of"]].map(Clone::clone)).collect::<Vec<_>>());
            assert_eq!(codes[0], codes[codes.len() - 1], "codes are the same in every language");
            if language == "fr" {
                assert_eq!([of("level", "chosen:in_place"), of("level", "declined")], ["A choisi\u{a0}: En place", "N’a pas souhaité répondre"]);
            }
        }
    }
}
