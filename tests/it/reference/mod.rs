//! Reference data: States, groups and organizations on a day, in six languages.

use crate::world::{Test, World, both};
use serde_json::{Value, json};

fn codes(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|state| state["code"].as_str().unwrap()).collect()
}

both! {
    async fn the_members_of_an_organization_are_those_of_the_day(test: Test) {
        let public = World::empty(test).await.public();
        let read = public.reads(r#"{ now: states(organization: "EU", on: "2026-11-23") { code }
            before: states(organization: "EU", on: "2003-12-31") { code } }"#).await;
        assert_eq!((codes(&read["now"]).len(), codes(&read["before"]).len()), (27, 14), "the union knows today's members alone");
        assert!(codes(&read["now"]).contains(&"FRA") && !codes(&read["now"]).contains(&"GBR"));
        public.asks(r#"{ states(organization: "UNICORN") { code } }"#).await.refused("BAD_INPUT");
    }

    async fn the_least_developed_countries_are_named_in_six_languages_as_of_a_day(test: Test) {
        let public = World::empty(test).await.public();
        let on = |day: &str| format!(r#"{{ states(group: {{ grouping: "ldc", code: "LDC" }}, on: "{day}") {{ code names {{ ar en es fr ru zh }} }} }}"#);
        let (eve, morning) = (public.reads(&on("2026-11-23")).await, public.reads(&on("2026-11-24")).await);
        let (eve, morning) = (codes(&eve["states"]).len(), (codes(&morning["states"]).len(), morning["states"].clone()));
        assert_eq!((eve, morning.0), (44, 41));
        for state in morning.1.as_array().unwrap() {
            let names = state["names"].as_object().unwrap();
            assert!(names.len() == 6 && names.values().all(|name| !name.as_str().unwrap().is_empty()), "{state}");
        }
    }

    async fn there_are_193_members_and_two_observers(test: Test) {
        let public = World::empty(test).await.public();
        let read = public.reads(r#"{ states(status: MEMBER) { code } }"#).await;
        assert_eq!(codes(&read["states"]).len(), 193);
        let observers = public.reads(r#"{ states(status: OBSERVER) { code name(language: FR) } }"#).await;
        assert_eq!(codes(&observers["states"]), ["PSE", "VAT"]);
        let none = public.reads(r#"{ state(code: "ZZZ") { code } grouping(code: "x") { code } organization(code: "x") { code } }"#).await;
        assert_eq!(none, json!({ "state": null, "grouping": null, "organization": null }));
    }
}
