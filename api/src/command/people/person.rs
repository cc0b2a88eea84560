//! People at the terminal. Each change is an act in the audit trail, by the administrator in `--by`
//! or by the operator.

use crate::{
    app::App,
    command::{people::by::By, with_app},
    config::Config,
    email_address::in_unicode,
    error::{Error, Result},
    identity::{
        Inviter, NewInvitation, NewPerson, Token, credential::one_time_code::enrol, invitation,
        people,
    },
    reference,
};
use ::entity::vocabulary::{BadWord, Official, Role, StateCode};
use clap::{Args, Subcommand};
use std::{io::Read as _, process::ExitCode, sync::Arc};

#[derive(Subcommand, Debug)]
pub(in crate::command) enum Command {
    /// Add a person. The password is read from standard input, so that no list of processes shows
    /// it
    Add {
        #[command(flatten)]
        who: Who,
        #[command(flatten)]
        by: By,
    },
    /// Print a new link for the first administrator, as long as there is no person
    First,
    /// Invite a person: the link is sent by mail, the code is printed
    Invite {
        #[command(flatten)]
        who: Who,
        /// Print the link, too, if the service sends no mail
        #[arg(long)]
        print_link: bool,
        #[command(flatten)]
        by: By,
    },
    /// Suspend a person: their sessions, grants and open invitations end at once
    Suspend {
        /// E-mail address
        email: String,
        #[command(flatten)]
        by: By,
    },
    /// List the sessions of a person, or end them all
    Sessions {
        /// E-mail address
        email: String,
        /// End all sessions
        #[arg(long)]
        end: bool,
        #[command(flatten)]
        by: By,
    },
}

#[derive(Args, Debug)]
pub(in crate::command) struct Who {
    /// E-mail address
    #[arg(long)]
    email: String,
    /// Name
    #[arg(long)]
    name: String,
    /// Role: focal_point, approver, contributor or reader of a State; analyst or administrator of
    /// the Secretariat
    #[arg(long, value_parser = |text: &str| text.parse::<Role>())]
    role: Role,
    /// State (ISO 3166-1 alpha-3), for a role inside a State
    #[arg(long, value_parser = |text: &str| -> Result<StateCode, BadWord> { text.parse() })]
    state: Option<StateCode>,
    /// Language: ar, zh, en, fr, ru or es
    #[arg(long, default_value = "en", value_parser = |text: &str| text.parse::<Official>())]
    language: Official,
}

pub(in crate::command) async fn run(command: Command, config: &Config) -> Result<ExitCode> {
    // Report errors of the password before the database is opened.
    let hash = if let Command::Add { who, .. } = &command { Some(password(who)?) } else { None };
    with_app(config, async |app| match command {
        Command::Add { who, by } => add(app, who, hash, &by).await,
        Command::Invite { who, print_link, by } => invite(app, who, print_link, &by).await,
        Command::First => first(app).await,
        Command::Suspend { email, by } => suspend(app, email, &by).await,
        Command::Sessions { email, end, by } => sessions(app, email, end, &by).await,
    })
    .await
}

fn password(who: &Who) -> Result<String> {
    eprintln!("Password (at least 15 characters), then end of input:");
    let mut password = String::new();
    std::io::stdin().read_to_string(&mut password).map_err(Error::failure)?;
    let password = password.trim_end_matches(['\r', '\n']);
    crate::identity::password::strong(password, [who.name.as_str(), who.email.as_str()])?;
    crate::identity::password::hash(password)
}

async fn add(app: &Arc<App>, who: Who, password_hash: Option<String>, by: &By) -> Result<()> {
    let by = by.administrator(app).await?;
    let Who { email, name, role, state, language } = who;
    let new = NewPerson { email, name, language, role, state, password_hash };
    let args = (Arc::clone(app), by, new, app.now());
    let (row, code) = app
        .write(args, |tx, (app, by, new, now)| {
            Box::pin(async move {
                let row = people::add_person(tx, by, new, *now).await?;
                let code = enrol(tx, app.keys(), &row, by, *now).await?;
                Ok((row, code))
            })
        })
        .await?;
    println!("{} may sign in as {}.", in_unicode(&row.email), row.role);
    println!("One-time codes, for an authenticator of theirs; this is shown once:\n  {}", code.uri);
    Ok(())
}

async fn first(app: &App) -> Result<()> {
    match invitation::first_link_anew(app).await? {
        Some(link) => {
            println!("The first administrator comes in here, once, within 72 hours:\n{link}")
        }
        None => println!("Somebody is here already: an administrator invites everybody else."),
    }
    Ok(())
}

async fn invite(app: &Arc<App>, who: Who, print_link: bool, by: &By) -> Result<()> {
    let now = app.now();
    let by = Inviter::Administrator(by.administrator(app).await?.stepped_up(now)?);
    let Who { email, name, role, state, language } = who;
    let new = NewInvitation { email, name, language, role, state };
    reference::of(app).await?;
    let token = Token::random();
    let link = token.link(&app.settings().site);
    let row = app
        .write((Arc::clone(app), by, new, token, now), |tx, (app, by, new, token, now)| {
            Box::pin(async move { crate::identity::invite(tx, app, by, new, token, *now).await })
        })
        .await?;
    println!(
        "{} is invited as {}, until {}.",
        in_unicode(&row.email.unwrap_or_default()),
        row.role,
        row.expires_at.format("%F %R UTC")
    );
    println!(
        "The code, to be given separately from the link: {}",
        invitation::code(app.keys(), row.id)
    );
    if print_link {
        println!("The link: {link}");
    }
    Ok(())
}

async fn suspend(app: &App, email: String, by: &By) -> Result<()> {
    let by = by.administrator(app).await?;
    let args = (by, email, app.now());
    let row = app
        .write(args, |tx, (by, email, now)| {
            Box::pin(async move { people::suspend(tx, by, email, *now).await })
        })
        .await?;
    println!("{} is suspended.", in_unicode(&row.email));
    Ok(())
}

async fn sessions(app: &App, email: String, end: bool, by: &By) -> Result<()> {
    let by = by.administrator(app).await?;
    if end {
        let args = (by, email, app.now());
        let ended = app
            .write(args, |tx, (by, email, now)| {
                Box::pin(async move { people::end_sessions(tx, by, email, *now).await })
            })
            .await?;
        println!("{ended} sessions are ended.");
        return Ok(());
    }
    for (row, ends_at) in people::sessions(app, &by, &email).await? {
        println!(
            "{}  opened {}  ends {}  {}  {}",
            row.id,
            row.opened_at.format("%F %R"),
            ends_at.format("%F %R"),
            row.methods,
            row.device
        );
    }
    Ok(())
}
