//! One throwaway PostgreSQL server for a run of the tests, with a database for each test.
//!
//! When the first test asks for the server, it is started from the installed binaries. With
//! `TEST_DATABASE_URL`, that server is used instead. It is as durable as the product requires, so
//! `fsync` stays on. If there is enough memory, its files are in memory. As in most installations,
//! its collation is that of a language and not that of bytes.

use super::run::run;
use national_survey::database::{Settings, migrate};
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection};
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};
use tokio::sync::OnceCell;

/// Returns the prefix of the names of this run's databases.
///
/// The database `…template` is migrated and otherwise empty. Each test's database is a copy of it.
fn ours() -> String {
    format!("national_survey_test_{}_", std::process::id())
}

/// A server on which tests may create databases.
#[derive(Clone, Debug)]
pub struct Server {
    /// The URL of one of its databases, with `{name}` as a placeholder for the name.
    url: String,
}

static SERVER: OnceCell<Option<Server>> = OnceCell::const_new();

/// Returns the server of this run.
///
/// If there is none, a loud message says so. With `REQUIRE_POSTGRES=1` the call fails instead.
pub async fn server() -> Option<&'static Server> {
    let found = SERVER.get_or_init(|| async {
        let found = match std::env::var("TEST_DATABASE_URL") {
            Ok(url) => Ok(given(&url)),
            Err(_) => tokio::task::spawn_blocking(|| start(&run().fresh("postgres"))).await.unwrap(),
        };
        match found {
            Ok(server) => {
                server.make_template().await;
                Some(server)
            }
            Err(why) => {
                eprintln!("\n*** POSTGRESQL WAS NOT TESTED: {why}. Install it or set TEST_DATABASE_URL. ***\n");
                None
            }
        }
    });
    let found = found.await.as_ref();
    let required = std::env::var("REQUIRE_POSTGRES").is_ok_and(|value| value == "1");
    assert!(found.is_some() || !required, "REQUIRE_POSTGRES=1, and there is no PostgreSQL");
    found
}

impl Server {
    /// Returns the server of a test's own cluster, with an empty migrated database in it.
    pub async fn of(cluster: &Cluster) -> Self {
        let server = Self { url: cluster.url() };
        server.make_template().await;
        server
    }

    /// Creates a database for one test.
    pub async fn fresh(&self) -> String {
        self.copied(&format!("{}template", ours())).await
    }

    /// Copies a database that is not in use.
    pub async fn copied(&self, of: &str) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("{}{}", ours(), NUMBER.fetch_add(1, Ordering::Relaxed));
        self.run(&format!("CREATE DATABASE {name} TEMPLATE {of}")).await;
        name
    }

    /// Returns the URL of a database.
    pub fn url(&self, name: &str) -> String {
        self.url.replace("{name}", name)
    }

    /// Drops a database, even if it is in use.
    pub async fn drop_database(&self, name: &str) {
        self.run(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
    }

    async fn make_template(&self) {
        let name = format!("{}template", ours());
        self.run(PUBLIC).await;
        self.drop_database(&name).await;
        self.run(&format!("CREATE DATABASE {name}")).await;
        migrate(&settings(&self.url(&name)), None).await.unwrap();
    }

    async fn run(&self, sql: &str) {
        let admin = connect(&self.url("postgres")).await;
        admin.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        admin.close().await.unwrap();
    }
}

/// Creates the login of the public service, once for a server.
const PUBLIC: &str = "DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'national_survey_test_public') THEN
        CREATE ROLE national_survey_test_public LOGIN PASSWORD 'public';
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$";

/// Returns the URL of a database with the public's login.
pub fn for_the_public(url: &str) -> String {
    let mut url = url::Url::parse(url).unwrap();
    url.set_username("national_survey_test_public").unwrap();
    url.set_password(Some("public")).unwrap();
    url.into()
}

/// Opens a connection beside the product's own.
pub async fn connect(url: &str) -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(url);
    options.max_connections(2).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

fn settings(url: &str) -> Settings {
    let soon = Duration::from_secs(10);
    let public_url = Some(for_the_public(url).into());
    Settings {
        url: Some(url.into()),
        public_url,
        file: PathBuf::new(),
        connections: 1,
        acquire: soon,
        statement: 3 * soon,
    }
}

/// Returns the server of `TEST_DATABASE_URL`. This run's databases are dropped at the end, even if
/// the run is killed.
fn given(url: &str) -> Server {
    let server = Server { url: with_name(url) };
    let psql = format!("psql -Atq '{}'", server.url("postgres"));
    let find = format!(
        "SELECT 'DROP DATABASE ' || datname || ' WITH (FORCE);' FROM pg_database WHERE datname LIKE '{}%'",
        ours()
    );
    run().at_the_end(&format!("{psql} -c \"{find}\" | {psql}"));
    server
}

/// Returns the URL of a server, with `{name}` as a placeholder for the database's name.
fn with_name(url: &str) -> String {
    let (head, options) = url
        .split_once('?')
        .map_or((url, String::new()), |(head, options)| (head, format!("?{options}")));
    let (scheme, rest) = head.split_once("://").unwrap();
    let host = rest.split('/').next().unwrap();
    format!("{scheme}://{host}/{{name}}{options}")
}

/// Settings that make a server fast and keep it durable.
const SETTINGS: &str = "
listen_addresses = ''
fsync = on
full_page_writes = on
synchronous_commit = on
wal_level = minimal
max_wal_senders = 0
max_connections = 300
shared_buffers = 128MB
checkpoint_timeout = 1h
max_wal_size = 2GB
deadlock_timeout = 100ms
autovacuum = off
jit = off
dynamic_shared_memory_type = mmap
";

/// PostgreSQL cluster in a folder.
#[derive(Debug)]
pub struct Cluster {
    data: PathBuf,
    bin: PathBuf,
    user: Option<(String, PathBuf)>,
}

impl Cluster {
    /// Creates a cluster and starts it.
    pub fn start(folder: &Path) -> Result<Self, String> {
        let bin = binaries()
            .ok_or("no server binaries of version 15 or later in PATH or /usr/lib/postgresql")?;
        let cluster = Self { data: folder.join("data"), bin, user: unprivileged()? };
        if let Some((user, _)) = &cluster.user {
            said(Command::new("chown").arg(user).arg(folder).output())?;
        }
        let data = cluster.data.display().to_string();
        let mut make = vec![
            "-U",
            "postgres",
            "-A",
            "trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-D",
            &data,
        ];
        make.extend(["--locale-provider=icu", "--icu-locale=en-US"]);
        said(cluster.command("initdb", &make).output())?;
        let mut settings = std::fs::OpenOptions::new()
            .append(true)
            .open(cluster.data.join("postgresql.conf"))
            .unwrap();
        writeln!(settings, "unix_socket_directories = '{}'", folder.display()).unwrap();
        settings.write_all(SETTINGS.as_bytes()).unwrap();
        run().at_the_end(&cluster.stop_command());
        cluster.go()?;
        Ok(cluster)
    }

    /// Starts the server.
    pub fn go(&self) -> Result<(), String> {
        let (data, log) =
            (self.data.display().to_string(), self.data.join("log").display().to_string());
        let start =
            self.command("pg_ctl", &["start", "-w", "-s", "-D", &data, "-l", &log]).status();
        if start.is_ok_and(|status| status.success()) {
            Ok(())
        } else {
            Err("pg_ctl could not start the server".into())
        }
    }

    /// Returns the folder of its data.
    pub fn folder(&self) -> &Path {
        &self.data
    }

    /// Stops the server as a crash would.
    pub fn crash(&self) {
        said(Command::new("sh").args(["-c", &self.stop_command()]).output()).unwrap();
    }

    /// Returns the URL of its databases, with `{name}` as a placeholder for the name.
    pub fn url(&self) -> String {
        format!(
            "postgres://postgres@localhost/{{name}}?host={}",
            self.data.parent().unwrap().display()
        )
    }

    fn stop_command(&self) -> String {
        let words = self.command("pg_ctl", &["stop", "-m", "immediate", "-s", "-D"]);
        let words: Vec<_> = std::iter::once(words.get_program())
            .chain(words.get_args())
            .map(|word| word.to_string_lossy())
            .collect();
        format!("{} {}", words.join(" "), self.data.display())
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let program = self.bin.join(program);
        let mut command = match &self.user {
            None => Command::new(program),
            Some((user, how)) => {
                let mut command = Command::new(how);
                if how.ends_with("setpriv") {
                    command
                        .args(["--reuid", user, "--regid", user, "--clear-groups", "--"])
                        .arg(program);
                } else {
                    command.args(["-u", user, "--"]).arg(program);
                }
                command
            }
        };
        command.args(arguments).current_dir("/");
        command
    }
}

fn start(folder: &Path) -> Result<Server, String> {
    Cluster::start(folder).map(|cluster| Server { url: cluster.url() })
}

/// Returns the unprivileged user for the server, and the program that changes to it. `initdb`
/// refuses to run as root.
fn unprivileged() -> Result<Option<(String, PathBuf)>, String> {
    let id = said(Command::new("id").arg("-u").output())?;
    if id.trim() != "0" {
        return Ok(None);
    }
    let known =
        |user: &&str| Command::new("id").arg(user).output().is_ok_and(|out| out.status.success());
    let user = ["postgres", "nobody"]
        .into_iter()
        .find(known)
        .ok_or("root, and no other user to run PostgreSQL as")?;
    let how = ["setpriv", "runuser"]
        .into_iter()
        .find_map(in_path)
        .ok_or("root, and neither setpriv nor runuser")?;
    Ok(Some((user.to_owned(), how)))
}

/// Returns the folder of the newest server binaries.
fn binaries() -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> =
        in_path("initdb").and_then(|file| Some(file.parent()?.to_owned())).into_iter().collect();
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    folders.extend(installed.map(|version| version.path().join("bin")));
    let version = |folder: &PathBuf| {
        let text = said(Command::new(folder.join("postgres")).arg("--version").output()).ok()?;
        let digits: String = text
            .chars()
            .skip_while(|c| !c.is_ascii_digit())
            .take_while(char::is_ascii_digit)
            .collect();
        digits.parse::<u32>().ok().filter(|major| *major >= 15)
    };
    folders
        .into_iter()
        .filter_map(|folder| Some((version(&folder)?, folder)))
        .max()
        .map(|(_, folder)| folder)
}

/// Finds a program in the search path.
pub fn in_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]);
    folders.map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn said(output: std::io::Result<Output>) -> Result<String, String> {
    let output = output.map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}
