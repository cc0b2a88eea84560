//! Passwords: a change needs a fresh second factor, and passwords must be hard to guess.

use super::{FRANCE, acts, signs_in};
use crate::world::{PASSWORD, Test, World, both, on};
use chrono::TimeDelta;
use national_survey::config::Config;
use serde_json::json;

/// Password that is hard to guess.
const NEW: &str = "kettle gravel violin oxide";

both! {
    async fn a_new_password_needs_a_fresh_factor_or_an_invitation_and_ends_the_other_sessions(test: Test) {
        let world = World::with_people(test).await;
        let france = world.france().focal_point;
        let codes = france.sets_up_codes().await;
        let set = json!({ "password": NEW });
        world.public().post("/auth/password", set.clone()).await.refused("UNAUTHENTICATED");
        let stale = france.in_session("password one_time_code", Some(world.now() - TimeDelta::minutes(5))).await;
        stale.post("/auth/password", set.clone()).await.refused("STEP_UP_REQUIRED");
        for (weak, why) in [
            ("short", "15 characters"),
            ("P@ssw0rd P@ssw0rd 2027", "guessed first"),
            ("aaaaaaaabbbbbbbb", "different characters"),
            ("gravel France kettle", "State"),
            ("violin gravel focal_point@fra", "address"),
        ] {
            let said = france.post("/auth/password", json!({ "password": weak })).await.refused("PASSWORD_WEAK");
            assert!(said.contains(why), "{weak}: {said}");
        }
        let invited = france.in_session("invitation", None).await;
        assert_eq!(invited.post("/auth/password", set).await.status(), 204);
        assert_eq!(invited.reads("{ sessions { id } }").await["sessions"].as_array().unwrap().len(), 1);
        stale.graphql("{ sessions { id } }", json!({})).await.refused("UNAUTHENTICATED");
        world.test.clock.set(on(1, 2));
        let code = codes.at(world.now());
        signs_in(&world, FRANCE, json!({ "code": code })).await.refused("SIGN_IN_REFUSED");
        assert_eq!(signs_in(&world, FRANCE, json!({ "code": code, "password": NEW })).await.status(), 200);
        assert_eq!(acts(&world, "password.set").await, 1);
        world.trail_is_whole().await;
    }

    async fn a_password_that_was_taken_away_signs_nobody_in(test: Test) {
        let world = World::with_people(test).await;
        let codes = world.france().sets_up_codes().await;
        assert_eq!(world.france().post("/auth/password/remove", json!({})).await.status(), 204);
        world.test.clock.set(on(1, 2));
        signs_in(&world, FRANCE, json!({ "code": codes.at(world.now()) })).await.refused("SIGN_IN_REFUSED");
        assert_eq!(acts(&world, "password.remove").await, 1);
    }

    async fn a_deployment_can_switch_passwords_off_and_only_the_demonstration_takes_them_alone(test: Test) {
        let world = World::with_people(test).await;
        let off = World::with(Config { passwords: false, ..world.config().clone() }, world.test.clone()).await;
        signs_in(&off, FRANCE, json!({})).await.refused("FORBIDDEN");
        off.france().post("/auth/password", json!({ "password": NEW })).await.refused("FORBIDDEN");
        let demo = World::with(Config { demo: true, ..world.config().clone() }, world.test.clone()).await;
        assert_eq!(signs_in(&demo, FRANCE, json!({})).await.status(), 200);
        let codes = demo.france().sets_up_codes().await;
        signs_in(&demo, FRANCE, json!({})).await.refused("SIGN_IN_REFUSED");
        demo.test.clock.set(on(1, 2));
        assert_eq!(signs_in(&demo, FRANCE, json!({ "code": codes.at(on(1, 2)) })).await.status(), 200, "who has codes shows one");
        signs_in(&world, FRANCE, json!({ "password": PASSWORD })).await.refused("SIGN_IN_REFUSED");
    }
}
