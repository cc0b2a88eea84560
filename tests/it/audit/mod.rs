//! Audit trail: a change of the trail behind the product's back is found, and the finding names the
//! act.

mod stored;

use crate::world::{Actor, Beside, Test, World, both};
use entity::{act, vocabulary::Disposition};
use national_survey::{
    audit::{self, Finding},
    canonical,
    submission::Edit,
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use serde_json::json;

/// Creates a world in which France has at least six acts: a session and five saves.
async fn with_acts(test: Test) -> (World, Beside) {
    let world = World::open(test).await;
    for based_on in 0..5 {
        save(&world, &world.france(), based_on).await;
    }
    world.trail_is_whole().await;
    let beside = world.test.beside().await;
    (world, beside)
}

async fn save(world: &World, by: &Actor, based_on: i64) {
    let disposition =
        if based_on % 2 == 0 { Disposition::Declined } else { Disposition::NotApplicable };
    let edit = Edit { question: "A.a.1".into(), based_on, disposition, value: None };
    world.save(by, vec![edit]).await.unwrap();
}

async fn findings(world: &World) -> Vec<Finding> {
    audit::verify(world.db()).await.unwrap()
}

fn edited(number: i64) -> Finding {
    Finding::Edited { chain: "FRA".into(), number }
}

async fn france(world: &World) -> Vec<act::Model> {
    let acts =
        act::Entity::find().filter(act::Column::Chain.eq("FRA")).order_by_asc(act::Column::Number);
    acts.all(world.read()).await.unwrap()
}

both! {
    async fn an_edited_act_is_named_whatever_of_it_was_edited(test: Test) {
        let (world, beside) = with_acts(test).await;
        let texts = ["verb = 'x'", "subject = 'x'", "detail = '{}'", "at = '2027-03-01 09:00:00.000001+00:00'", "person = NULL"];
        for change in texts {
            let before = france(&world).await[7].clone();
            beside.run(&format!("UPDATE act SET {change} WHERE chain = 'FRA' AND number = 8")).await.unwrap();
            assert_eq!(findings(&world).await, [edited(8)], "{change}");
            restore(&world, before).await;
            world.trail_is_whole().await;
        }
    }

    async fn an_act_with_a_new_hash_breaks_the_next(test: Test) {
        let (world, _) = with_acts(test).await;
        let mut forged = france(&world).await;
        forged[3].subject = "x".into();
        forged[3].hash = rehashed(&forged[3], forged[2].hash.as_str());
        restore(&world, forged[3].clone()).await;
        assert_eq!(findings(&world).await, [edited(5)]);
    }

    async fn a_removed_act_is_named(test: Test) {
        let (world, beside) = with_acts(test).await;
        beside.run("DELETE FROM act WHERE chain = 'FRA' AND number = 3").await.unwrap();
        assert_eq!(findings(&world).await, [Finding::Removed { chain: "FRA".into(), number: 3 }]);
    }

    async fn the_first_act_of_a_chain_cannot_go_unseen(test: Test) {
        let (world, beside) = with_acts(test).await;
        beside.run("DELETE FROM act WHERE chain = 'FRA' AND number = 1").await.unwrap();
        assert_eq!(findings(&world).await, [Finding::Removed { chain: "FRA".into(), number: 1 }]);
    }

    async fn reordered_acts_are_named(test: Test) {
        let (world, beside) = with_acts(test).await;
        for (from, to) in [(3, 99), (4, 3), (99, 4)] {
            beside.run(&format!("UPDATE act SET number = {to} WHERE chain = 'FRA' AND number = {from}")).await.unwrap();
        }
        let found = findings(&world).await;
        assert!(found.contains(&edited(3)) && found.contains(&edited(4)), "{found:?}");
    }

    async fn an_act_moved_to_another_chain_is_named(test: Test) {
        let (world, beside) = with_acts(test).await;
        beside.run("UPDATE act SET chain = 'DEU', number = 5 WHERE chain = 'FRA' AND number = 6").await.unwrap();
        let chains: Vec<_> = findings(&world).await.iter().map(ToString::to_string).collect();
        assert!(chains.iter().any(|line| line.contains("DEU")) && chains.iter().any(|line| line.contains("FRA")), "{chains:?}");
    }

    async fn a_chain_cut_short_is_found_by_its_head(test: Test) {
        let (world, beside) = with_acts(test).await;
        let last = beside.number("SELECT max(number) FROM act WHERE chain = 'FRA'").await;
        beside.run(&format!("DELETE FROM act WHERE chain = 'FRA' AND number = {last}")).await.unwrap();
        assert_eq!(findings(&world).await, [Finding::Head { chain: "FRA".into(), number: last }]);
    }

    async fn a_chain_that_is_gone_is_found_by_its_head(test: Test) {
        let (world, beside) = with_acts(test).await;
        beside.run("DELETE FROM act WHERE chain = 'FRA'").await.unwrap();
        assert!(matches!(findings(&world).await.as_slice(), [Finding::Head { chain, .. }] if chain == "FRA"));
    }

    async fn a_chain_whose_head_is_gone_too_is_found_by_a_checkpoint(test: Test) {
        let (world, beside) = with_acts(test).await;
        world.sign_heads().await.unwrap();
        beside.run("DELETE FROM act WHERE chain = 'FRA'").await.unwrap();
        beside.run("DELETE FROM chain_head WHERE chain = 'FRA'").await.unwrap();
        let found = findings(&world).await;
        assert!(matches!(found.as_slice(), [Finding::Checkpoint { chain, checkpoint: 1, .. }] if chain == "FRA"), "{found:?}");
    }

    async fn a_chain_cut_short_with_its_head_is_found_by_a_checkpoint(test: Test) {
        let (world, beside) = with_acts(test).await;
        world.sign_heads().await.unwrap();
        let acts = france(&world).await;
        let (last, before) = (acts.last().unwrap(), &acts[acts.len() - 2]);
        beside.run(&format!("DELETE FROM act WHERE chain = 'FRA' AND number = {}", last.number)).await.unwrap();
        head(&beside, before).await;
        assert_eq!(findings(&world).await, [Finding::Checkpoint { chain: "FRA".into(), number: last.number, checkpoint: 1 }]);
    }

    async fn a_chain_rewritten_with_all_its_hashes_is_found_by_a_checkpoint(test: Test) {
        let (world, beside) = with_acts(test).await;
        world.sign_heads().await.unwrap();
        let mut acts = france(&world).await;
        acts[2].detail = "{}".into();
        for place in 2..acts.len() {
            acts[place].hash = rehashed(&acts[place], acts[place - 1].hash.as_str());
            restore(&world, acts[place].clone()).await;
        }
        let last = acts.last().unwrap();
        head(&beside, last).await;
        assert_eq!(findings(&world).await, [Finding::Checkpoint { chain: "FRA".into(), number: last.number, checkpoint: 1 }]);
    }

    async fn a_checkpoint_that_was_edited_or_removed_is_found(test: Test) {
        let (world, beside) = with_acts(test).await;
        world.sign_heads().await.unwrap();
        save(&world, &world.germany(), 0).await;
        world.sign_heads().await.unwrap();
        world.trail_is_whole().await;
        beside.run("UPDATE checkpoint SET heads = '{}' WHERE number = 2").await.unwrap();
        assert_eq!(findings(&world).await, [Finding::Signature { checkpoint: 2 }]);
        beside.run("DELETE FROM checkpoint WHERE number = 1").await.unwrap();
        assert_eq!(findings(&world).await, [Finding::Signature { checkpoint: 1 }]);
    }

    async fn a_trail_verifies_while_acts_arrive(test: Test) {
        let (world, _) = with_acts(test).await;
        let writer = tokio::spawn({ let world = world.clone(); async move {
            for based_on in 0..40 {
                save(&world, &world.germany(), based_on).await;
            }
        } });
        while !writer.is_finished() {
            world.trail_is_whole().await;
        }
        writer.await.unwrap();
    }

    async fn a_checkpoint_is_signed_only_when_something_happened(test: Test) {
        let (world, beside) = with_acts(test).await;
        for _ in 0..3 {
            world.sign_heads().await.unwrap();
        }
        assert_eq!(beside.number("SELECT count(*) FROM checkpoint").await, 1);
    }
}

/// Returns the hash of an act, as anybody can compute it who knows the method.
fn rehashed(act: &act::Model, previous: &str) -> entity::vocabulary::Sha256 {
    canonical::sha256(&json!({
        "previous": previous, "chain": act.chain, "number": act.number, "verb": act.verb, "subject": act.subject,
        "person": act.person, "at": act.at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true), "detail": act.detail,
    }))
}

/// Replaces the act with the same number.
async fn restore(world: &World, act: act::Model) {
    use sea_orm::{ActiveModelTrait as _, IntoActiveModel as _};
    let write = world.write(act, |tx, act| {
        Box::pin(async move {
            act.clone().into_active_model().reset_all().update(tx).await?;
            Ok(())
        })
    });
    write.await.unwrap();
}

/// Makes an act the head of its chain.
async fn head(beside: &Beside, act: &act::Model) {
    let sql = format!(
        "UPDATE chain_head SET number = {}, hash = '{}' WHERE chain = '{}'",
        act.number, act.hash, act.chain
    );
    beside.run(&sql).await.unwrap();
}
