//! Recovery and removal: a person who returns by a new invitation, or is removed, keeps no old
//! credential. A thief with a copy cannot sign in either.

use crate::world::{Actor, Authenticator, PASSWORD, Test, World, both};
use chrono::TimeDelta;
use entity::vocabulary::LetterKind;
use national_survey::{administration, clock::new_id};
use serde_json::{Value, json};

const EMAIL: &str = "reader@fra.example.org";

/// All credentials of a person, as a thief might have copied them.
struct Keys {
    codes: crate::world::Codes,
    passkey: Authenticator,
    device: String,
    refresh: String,
}

impl Keys {
    /// Creates a passkey, a password with one-time codes, a known device, a refresh token, and an
    /// identity at a provider.
    async fn of(world: &World) -> Self {
        let invited = world.france().reader.in_session("invitation", None).await;
        let codes = invited.sets_up_codes().await;
        let mut passkey = Authenticator::new();
        let start = invited.post("/auth/passkeys/register/start", json!({})).await.json();
        let credential = passkey.makes(&start["publicKey"]);
        let made =
            json!({ "ceremony": start["ceremony"], "name": "Laptop", "credential": credential });
        assert_eq!(invited.post("/auth/passkeys/register/finish", made).await.status(), 200);
        world.test.clock.set(world.now() + TimeDelta::minutes(1));
        let given = world.public().post("/auth/sign-in", body(world, &codes, None)).await.json();
        let text = |name: &str| given[name].as_str().unwrap().to_owned();
        let (device, refresh) = (text("device_token"), text("refresh_token"));
        is_linked(world).await;
        world.test.clock.set(world.now() + TimeDelta::minutes(1));
        let mut keys = Self { codes, passkey, device, refresh };
        assert_eq!(keys.opens(world).await, [true; 4], "all of it opens");
        world.test.clock.set(world.now() + TimeDelta::minutes(1));
        keys
    }

    /// Tries each: the password with a code, the same on the known device, the passkey, the refresh
    /// token.
    async fn opens(&mut self, world: &World) -> [bool; 4] {
        let public = world.public();
        let password =
            public.post("/auth/sign-in", body(world, &self.codes, None)).await.status() == 200;
        world.test.clock.set(world.now() + TimeDelta::minutes(1));
        let device = public
            .post("/auth/sign-in", body(world, &self.codes, Some(&self.device)))
            .await
            .status()
            == 200;
        let start = public.post("/auth/passkeys/sign-in/start", json!({})).await.json();
        let shown = json!({ "ceremony": start["ceremony"], "credential": self.passkey.shows(&start["publicKey"]) });
        let passkey = public.post("/auth/passkeys/sign-in/finish", shown).await.status() == 200;
        let refreshed =
            public.post("/auth/refresh", json!({ "refresh_token": self.refresh })).await;
        if refreshed.status() == 200 {
            self.refresh = refreshed.json()["refresh_token"].as_str().unwrap().to_owned();
        }
        [password, device, passkey, refreshed.status() == 200]
    }
}

fn body(world: &World, codes: &crate::world::Codes, device: Option<&str>) -> Value {
    let mut body = json!({ "email": EMAIL, "password": PASSWORD, "code": codes.at(world.now()) });
    if let Some(device) = device {
        body["device_token"] = device.into();
    }
    body
}

/// Links the reader to an identity at a provider of France.
async fn is_linked(world: &World) {
    use entity::{federation_identity as identity, federation_provider as provider};
    use sea_orm::{EntityTrait as _, IntoActiveModel as _};
    let (id, administrator, person) = (
        new_id(),
        world.administrator().id().await.parse().unwrap(),
        world.france().reader.id().await.parse().unwrap(),
    );
    let provider = provider::Model {
        id,
        issuer: "https://login.example.org".into(),
        client_id: "national-survey".into(),
        sealed_secret: None,
        hosts: String::new(),
        state: Some("FRA".parse().unwrap()),
        registered_by: administrator,
        registered_at: world.now(),
        ended_at: None,
    };
    let identity =
        identity::Model { provider: id, subject: "reader".into(), person, linked_at: world.now() };
    let write = world.write((provider, identity), |tx, (provider, identity)| {
        Box::pin(async move {
            provider::Entity::insert(provider.clone().into_active_model())
                .exec_without_returning(tx)
                .await?;
            identity::Entity::insert(identity.clone().into_active_model())
                .exec_without_returning(tx)
                .await?;
            Ok(())
        })
    });
    write.await.unwrap();
}

/// Returns the number of the reader's credentials in the database.
async fn left(world: &World) -> i64 {
    let id = format!("(SELECT id FROM person WHERE email = '{EMAIL}')");
    let counts = [
        format!("SELECT count(*) FROM passkey WHERE person = {id}"),
        format!(
            "SELECT count(*) FROM one_time_code WHERE person = {id} AND (secret IS NOT NULL OR pending IS NOT NULL)"
        ),
        format!("SELECT count(*) FROM known_device WHERE person = {id}"),
        format!("SELECT count(*) FROM federation_identity WHERE person = {id}"),
        format!("SELECT count(*) FROM person WHERE id = {id} AND password_hash IS NOT NULL"),
        format!("SELECT count(*) FROM session WHERE person = {id} AND ended_at IS NULL"),
    ];
    let (beside, mut left) = (world.test.beside().await, 0);
    for count in counts {
        left += beside.number(&count).await;
    }
    left
}

async fn told(world: &World) -> usize {
    let letters = administration::list_letters(world, true).await.unwrap();
    letters
        .iter()
        .filter(|letter| letter.recipient == EMAIL && letter.kind == LetterKind::CredentialsChanged)
        .count()
}

both! {
    async fn a_recovery_leaves_no_way_in_that_was_there_before_and_is_told(test: Test) {
        let world = World::with_people(test).await;
        let mut keys = Keys::of(&world).await;
        assert_eq!(told(&world).await, 2, "of the codes and of the passkey");
        let answer = world.france().invites(EMAIL, "READER").await;
        let invited = world.invited(&answer, "invitePerson", EMAIL).await;
        assert_eq!(keys.opens(&world).await, [true; 4], "nothing changes before it is redeemed");
        world.test.clock.set(world.now() + TimeDelta::minutes(1));
        let redeemed = world.redeems(&invited.token, &invited.code).await;
        assert_eq!(redeemed.status(), 200, "{redeemed:?}");
        assert_eq!(keys.opens(&world).await, [false; 4]);
        assert_eq!(left(&world).await, 2, "the session that the invitation opened, and the device");
        assert_eq!(told(&world).await, 3);

        // In that session the reader sets up new credentials.
        let anew = Actor::with_address(&world, EMAIL.into()).in_session("invitation", None).await;
        let password = "six fresh herrings on a quay";
        assert_eq!(anew.post("/auth/password", json!({ "password": password })).await.status(), 204);
        let codes = anew.sets_up_codes().await;
        world.test.clock.set(world.now() + TimeDelta::minutes(20));
        let mut right = body(&world, &codes, None);
        right["password"] = password.into();
        assert_eq!(world.public().post("/auth/sign-in", right).await.status(), 200);
        world.trail_is_whole().await;
    }

    async fn a_removal_leaves_no_way_in_also_for_who_is_invited_again(test: Test) {
        let world = World::with_people(test).await;
        let mut keys = Keys::of(&world).await;
        let person = world.france().reader.id().await;
        world.france().does("removePerson", json!({ "person": person }), "person { status }").await.data();
        assert_eq!(keys.opens(&world).await, [false; 4]);
        assert_eq!(left(&world).await, 0);
        let answer = world.france().invites(EMAIL, "APPROVER").await;
        let invited = world.invited(&answer, "invitePerson", EMAIL).await;
        world.test.clock.set(world.now() + TimeDelta::minutes(20));
        assert_eq!(world.redeems(&invited.token, &invited.code).await.status(), 200);
        assert_eq!(keys.opens(&world).await, [false; 4]);
        world.trail_is_whole().await;
    }

    async fn an_invitations_session_sets_up_and_is_no_second_factor(test: Test) {
        let world = World::with_people(test).await;
        let administrator = world.administrator().in_session("invitation", None).await;
        administrator.invites_to_secretariat("new@un.example", "ANALYST").await.refused("STEP_UP_REQUIRED");
        let codes = administrator.sets_up_codes().await;
        administrator.invites_to_secretariat("new@un.example", "ANALYST").await.refused("STEP_UP_REQUIRED");
        world.test.clock.set(world.now() + TimeDelta::minutes(1));
        let confirm = json!({ "code": codes.at(world.now()) });
        assert_eq!(administrator.post("/auth/step-up", confirm).await.status(), 204);
        administrator.invites_to_secretariat("new@un.example", "ANALYST").await.data();
    }
}
