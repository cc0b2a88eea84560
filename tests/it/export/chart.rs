//! Charts: their drawing, and their text for people who do not see it.

use super::{RELEASE, small, text};
use crate::{
    aggregate::with_many,
    world::{Test, both},
};
use serde_json::Value;

/// Returns the elements with a name, each with its whole tag.
fn elements<'a>(svg: &'a str, name: &str) -> Vec<&'a str> {
    let open = format!("<{name} ");
    svg.split(open.as_str()).skip(1).map(|rest| rest.split('>').next().unwrap()).collect()
}

both! {
    async fn a_chart_shows_exact_bars_and_hatched_ranges_apart_and_tells_both(test: Test) {
        let (world, _) = with_many(test).await;
        world.releases("all").await;
        let release = world.public().reads(RELEASE).await["release"].clone();
        let of = |partition: Value| {
            let tables = release["tables"].as_array().unwrap().iter();
            let mut tables = tables.filter(move |table| table["question"] == "A.a.1" && table["partition"] == partition);
            tables.next().unwrap().clone()
        };
        let svg = text(&world, "charts/A.a.1/en.svg").await;
        assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"));
        for needed in [
            r#"role="img" aria-labelledby="title description" lang="en" xml:lang="en""#,
            r#"<title id="title">A.a.1 How far?</title>"#,
            "Choices · Plain",
            "States counted: 44; published: 11",
            "Chose: Not started | Published answers: States, exact — 4\u{a0}/\u{a0}11; Unpublished answers: share, as a range — 25–50\u{a0}%",
            "The two parts are never to be added up.",
            "do not imply the expression of any opinion whatsoever",
            "CC-BY-4.0",
            "Release 1 (cycle all)",
        ] {
            assert!(svg.contains(needed), "{needed}: {svg}");
        }
        // The chart holds nothing that a page's policy would refuse, no script, and nothing from
        // another origin.
        for not in ["<style", "style=", "<script", "href", "<image", "onload"] {
            assert!(!svg.contains(not), "{not}");
        }
        let cells = of(Value::Null)["rows"][0]["cells"].as_array().unwrap().clone();
        let bands = cells.iter().filter(|cell| cell["hidden"] == "BAND").count();
        let filled = elements(&svg, "rect").iter().filter(|rect| rect.contains("fill=\"#00538C\"")).count();
        let outlined = elements(&svg, "rect").iter().filter(|rect| rect.contains("fill=\"none\"") && rect.contains("#963C0A")).count();
        assert_eq!((filled, outlined), (cells.len(), bands), "a bar for each level, a range for each band");
        let hatching = elements(&svg, "polyline").iter().filter(|line| line.contains("#963C0A")).count();
        assert!(hatching >= 5 * bands, "{hatching}");
        // Not started: 4 of 11 is 61 of 170. The band from 25 to 50 % is the second quarter of 264.
        assert!(elements(&svg, "rect").iter().any(|rect| rect.contains("x=\"420\"") && rect.contains("width=\"61\"")), "{svg}");
        assert!(elements(&svg, "rect").iter().any(|rect| rect.contains("x=\"738\"") && rect.contains("width=\"66\"")), "{svg}");
        // A chart by the classes of a partition has one block for each, with its name.
        let regional = text(&world, "charts/A.a.1/un_regional_group/en.svg").await;
        let table = of("un_regional_group".into());
        if table["standing"] == "GATED" {
            let blocks = regional.matches("States counted: ").count();
            assert_eq!(blocks, 2 * table["rows"].as_array().unwrap().len(), "drawn once, told once");
        } else {
            assert!(regional.contains("Not available at this level"));
        }
    }

    async fn an_arabic_chart_has_each_count_on_one_line_and_each_address_apart(test: Test) {
        let (world, _) = with_many(test).await;
        world.releases("all").await;
        for path in ["charts/A.a.1/ar.svg", "charts/A.a.1/un_regional_group/ar.svg"] {
            let svg = text(&world, path).await;
            let drawn: Vec<&str> = svg.split("<text ").skip(1).map(|rest| {
                rest.split_once('>').unwrap().1.split("</text>").next().unwrap().trim()
            }).collect();
            let told = svg.split_once("<desc").unwrap().1.split("</desc>").next().unwrap();
            let counts: Vec<&str> = told.split('\u{2066}').skip(1).map(|rest| rest.split('\u{2069}').next().unwrap()).collect();
            let counts: Vec<&str> = counts.into_iter().filter(|count| count.contains('/')).collect();
            assert!(counts.len() > 5, "{svg}");
            for count in counts {
                let whole = format!("\u{2067}\u{2066}{count}\u{2069}\u{2069}");
                assert!(drawn.contains(&whole.as_str()), "{count}: {drawn:?}");
            }
            let licence = "\u{2066}https://creativecommons.org/licenses/by/4.0/\u{2069}";
            assert!(drawn.iter().any(|line| line.contains(licence)), "{drawn:?}");
        }
    }

    async fn what_is_not_available_is_said_in_words(test: Test) {
        let world = small(test).await;
        let words = [
            ("en", "Not available at this level"), ("fr", "Non disponible à ce niveau"), ("es", "No disponible a este nivel"),
            ("ru", "На этом уровне недоступно"), ("zh", "此级别不提供"), ("ar", "غير متاح على هذا المستوى"),
        ];
        for (language, words) in words {
            let svg = text(&world, &format!("charts/A.a.1/{language}.svg")).await;
            // There are three options and four dispositions, each drawn and described.
            assert_eq!(svg.matches(words).count(), 14, "{svg}");
            assert!(!svg.contains("#963C0A\" stroke=\"none\""), "no bar of nothing");
        }
    }

    async fn an_arabic_chart_runs_from_the_right(test: Test) {
        let world = small(test).await;
        let (arabic, english) = (text(&world, "charts/A.a.1/ar.svg").await, text(&world, "charts/A.a.1/en.svg").await);
        assert!(arabic.contains(r#"lang="ar" xml:lang="ar""#) && !arabic.contains("direction="));
        let places = |svg: &str, anchor: &str| {
            let texts = elements(svg, "text").into_iter().filter(|text| text.contains(&format!("text-anchor=\"{anchor}\"")));
            texts.map(|text| text.split(" x=\"").nth(1).unwrap_or_else(|| text.strip_prefix("x=\"").unwrap()).split('"').next().unwrap().parse().unwrap()).collect::<Vec<i32>>()
        };
        // A start on the left in one chart is an end on the right in the other. Every renderer runs
        // the text from the right.
        let (begins, ends) = (places(&english, "start"), places(&arabic, "end"));
        assert!(begins.iter().all(|x| [24, 420, 598, 672, 676].contains(x)) && places(&english, "end").is_empty(), "{begins:?}");
        assert!(ends.iter().all(|x| [936, 540, 362, 288, 284].contains(x)) && places(&arabic, "start").is_empty(), "{ends:?}");
        assert!(arabic.matches('\u{2067}').count() == ends.len() && !english.contains('\u{2067}'));
    }
}
