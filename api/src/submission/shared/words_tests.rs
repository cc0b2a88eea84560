#![expect(clippy::unwrap_used, reason = "a test may")]
use super::*;
use proptest::prelude::*;

/// Texts, with words that are found in them and words that are not.
const CASES: &[(&str, &[&str], &[&str])] = &[
    (
        "La sécurité de l’information et l’accès à l'internet relèvent de l’Agence d’État",
        &["information", "internet", "agence", "État", "etat", "l'État", "L’ACCÈS", "SECURITE"],
        &["inform", "formation", "agences", "tat"],
    ),
    (
        "الاستراتيجيةُ الوطنيّة للأمن السيبراني في مــصــر",
        &["الوطنية", "الوطنيّة", "الاستراتيجية", "مصر", "للامن", "ﺍلسيبراني", "مـصـر"],
        &["وطنية", "الوطن", "مصري"],
    ),
    (
        "国家网络安全战略与国际合作",
        &["国家网络安全战略与国际合作", "网络安全", "国际合作", "战略 网络", "国家，网络"],
        &["全安络网", "合作国际", "网安"],
    ),
    ("Ещё один орган, который мой", &["еще", "ЕЩЁ", "орган", "мой"], &["мои", "ещ", "органы"]),
    (
        "La ciberseguridad de la Nación: año 2026, niños y pingüinos.",
        &["nacion", "NACIÓN", "año", "ninos", "pinguinos", "2026", "２０２６", "٢٠٢٦"],
        &["naciones", "202", "seguridad"],
    ),
    (
        "The State's CSIRT doesn't sleep: cyber-security, e.g. 24/7 (U.N. resolution 77/37)",
        &["state", "State’s", "csirt", "doesn't", "security", "77/37", "u.n. resolution"],
        &["sleeps", "37/78", "cybersecurity"],
    ),
    ("L'Italia e dell’Unione, perché città", &["italia", "unione", "perche", "CITTA"], &["unioni"]),
    (
        "Straße, Größe und Maßnahmen",
        &["strasse", "GROSSE größe", "groSSe", "massnahmen"],
        &["gross"],
    ),
    ("İstanbul’da ulusal siber güvenlik", &["istanbul", "ISTANBUL", "guvenlik"], &["guven"]),
    ("Rządowe Centrum, Łódź i kraj", &["rzadowe", "lodz", "ŁÓDŹ"], &["centra"]),
    ("An ninh mạng quốc gia của Việt Nam", &["mang", "quoc gia", "viet nam"], &["vietnam"]),
    ("राष्ट्रीय साइबर सुरक्षा नीति", &["राष्ट्रीय", "सुरक्षा"], &["राष्ट", "सुरक्ष"]),
    ("국가 사이버 안보 전략", &["사이버", "국가 전략"], &["사이", "안"]),
    ("אסטרטגיית הסייבר הלאומית שָׁלוֹם", &["הסייבר", "שלום"], &["סייבר"]),
    ("امنیت سایبری می‌خواهیم", &["سایبری", "می‌خواهیم", "میخواهیم"], &["خواهیم"]),
    ("ยุทธศาสตร์ความมั่นคงไซเบอร์แห่งชาติ", &["ความมั่นคง", "แห่งชาติ", "ไซเบอร์"], &["ชาติแห่ง", "ไทย"]),
    ("ຍຸດທະສາດຄວາມປອດໄພ", &["ຄວາມປອດໄພ"], &["ປອດຄວາມ"]),
    ("យុទ្ធសាស្ត្រ\u{200b}សន្តិសុខ\u{200b}អ៊ីនធឺណិត", &["សន្តិសុខ", "យុទ្ធសាស្ត្រសន្តិសុខ"], &["សុខសន្តិ"]),
    (
        "国のサイバーセキュリティ戦略、人々",
        &["サイバー", "ｻｲﾊﾞｰ", "戦略", "人々", "国の"],
        &["略戦", "バイサー"],
    ),
    ("Стратегія п’яти: об'єкт", &["п'яти", "пʼяти", "об’єкт", "стратегія"], &["стратегии"]),
];

fn finds(words: &str, text: &str) -> bool {
    Words::parse(words).unwrap().are_in([text])
}

#[test]
fn a_search_that_names_no_word_is_refused() {
    let many: String = (0..=MOST_WORDS).map(|n| format!("w{n} ")).collect();
    for wrong in [
        "",
        " - ",
        "'",
        "\u{301}",
        "ـ",
        "网",
        "网 络",
        "网，络",
        "ก",
        "ล ว",
        "ក",
        "あ",
        "シ 、",
        &many,
    ] {
        let refused = Words::parse(wrong).map_err(|error| error.code());
        assert_eq!(refused.err(), Some(Code::BadInput), "{wrong:?}");
    }
}

#[test]
fn a_search_finds_the_words_of_a_text_as_readers_know_them() {
    for (text, found, absent) in CASES {
        for words in *found {
            assert!(finds(words, text), "{words:?} is in {text:?}");
        }
        for words in *absent {
            assert!(!finds(words, text), "{words:?} is not in {text:?}");
        }
    }
}

#[test]
fn a_text_is_found_by_itself_and_not_by_another() {
    for (number, (text, ..)) in CASES.iter().enumerate() {
        for (other, (words, ..)) in CASES.iter().enumerate() {
            assert_eq!(finds(words, text), number == other, "{words:?} in {text:?}");
        }
    }
}

#[test]
fn all_words_are_in_the_texts_of_one_answer_and_a_run_is_in_one_of_them() {
    let words = |text: &str| Words::parse(text).unwrap();
    assert!(words("centre founded").are_in(["A Centre", "was founded"]));
    assert!(!words("centre abolished").are_in(["A Centre", "was founded"]));
    assert!(!words("网络安全").are_in(["网络", "安全"]));
    assert!(words("网络 安全").are_in(["网络", "安全"]));
}

/// Returns a text of the letters, marks, signs and blanks of the scripts above.
fn text() -> impl Strategy<Value = String> {
    let letters: Vec<char> = CASES.iter().flat_map(|(text, ..)| text.chars()).collect();
    let any = prop_oneof![8 => prop::sample::select(letters), 1 => any::<char>(), 1 => Just(' ')];
    prop::collection::vec(any, 0..40).prop_map(|chars| chars.into_iter().collect())
}

proptest! {
    #[test]
    fn the_words_of_a_text_always_find_it(text in text(), more in text()) {
        if let Ok(mut words) = Words::parse(&text) {
            prop_assert!(words.are_in([text.as_str()]));
            let around = format!("{more}\n{text}\n{more}");
            prop_assert!(words.are_in([around.as_str()]));
        }
    }

    #[test]
    fn the_order_of_characters_matters_where_a_text_shows_no_words(
        run in prop::collection::hash_set(prop::sample::select("国家网络安全战略与国际合作机构法律".chars().collect::<Vec<_>>()), 2..9),
        from in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
    ) {
        let run: Vec<char> = run.into_iter().collect();
        let (from, other) = (from.index(run.len()), other.index(run.len()));
        let text: String = run.iter().collect();
        let mut swapped = run;
        swapped.swap(from, other);
        let swapped: String = swapped.into_iter().collect();
        prop_assert_eq!(finds(&swapped, &text), from == other);
    }
}
