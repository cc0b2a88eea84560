//! A throwaway PostgreSQL on the disk of the run, as durable as the product requires, stopped at
//! the end.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// PostgreSQL cluster in a folder.
#[derive(Debug)]
pub struct Cluster {
    data: PathBuf,
    pub bin: PathBuf,
    socket: tempfile::TempDir,
    user: Option<&'static str>,
}

impl Cluster {
    /// Creates a cluster and starts it. Returns `None` if there are no server binaries of version
    /// 15 or later.
    pub fn start(folder: &Path) -> Option<Self> {
        let bin = binaries()?;
        let is_root = said("id", &["-u"])?.trim() == "0";
        let user = ["postgres", "nobody"]
            .into_iter()
            .filter(|_| is_root)
            .find(|user| said("id", &[user]).is_some());
        let socket = tempfile::Builder::new().prefix("deadline-day-").tempdir().ok()?;
        let cluster = Self { data: folder.join("postgres"), bin, socket, user };
        std::fs::create_dir_all(&cluster.data).ok()?;
        if let Some(user) = user {
            said(
                "chown",
                &[
                    user,
                    &cluster.data.display().to_string(),
                    &cluster.socket.path().display().to_string(),
                ],
            )?;
        }
        let data = cluster.data.display().to_string();
        cluster.run(
            "initdb",
            &["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-D", &data],
        )?;
        let mut settings = std::fs::OpenOptions::new()
            .append(true)
            .open(cluster.data.join("postgresql.conf"))
            .ok()?;
        let socket = cluster.socket.path().display();
        write!(
            settings,
            "\nlisten_addresses = ''\nunix_socket_directories = '{socket}'\nmax_connections = 200\nfsync = on\n\
             synchronous_commit = on\nfull_page_writes = on\nmax_wal_size = 4GB\n"
        )
        .ok()?;
        let log = cluster.data.join("log").display().to_string();
        cluster.run("pg_ctl", &["start", "-w", "-s", "-D", &data, "-l", &log])?;
        Some(cluster)
    }

    /// Returns the folder of its socket, which clients accept as a host.
    pub fn host(&self) -> String {
        self.socket.path().display().to_string()
    }

    /// Returns the URL of one of its databases.
    pub fn url(&self, name: &str) -> String {
        format!("postgres://postgres@localhost/{name}?host={}", self.host())
    }

    /// Runs SQL.
    pub fn sql(&self, database: &str, sql: &str) -> String {
        let psql = self.bin.join("psql").display().to_string();
        let host = self.host();
        let arguments = [
            "-X",
            "-Atq",
            "-v",
            "ON_ERROR_STOP=1",
            "-U",
            "postgres",
            "-h",
            &host,
            "-d",
            database,
            "-c",
            sql,
        ];
        said(&psql, &arguments).unwrap_or_else(|| panic!("{sql}"))
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Option<()> {
        let program = self.bin.join(program);
        let mut command = match self.user {
            None => Command::new(program),
            Some(user) => {
                let mut command = Command::new("setpriv");
                command
                    .args(["--reuid", user, "--regid", user, "--clear-groups", "--"])
                    .arg(program);
                command
            }
        };
        let status =
            command.args(arguments).current_dir("/").stdout(Stdio::null()).status().ok()?;
        status.success().then_some(())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.run(
            "pg_ctl",
            &["stop", "-m", "fast", "-s", "-w", "-D", &self.data.display().to_string()],
        );
    }
}

/// Returns the folder of the newest server binaries.
fn binaries() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let installed = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"));
    let folders = std::env::split_paths(&path).chain(installed);
    let version = |folder: &PathBuf| {
        if !["initdb", "pg_ctl", "psql", "pgbench"]
            .iter()
            .all(|program| folder.join(program).is_file())
        {
            return None;
        }
        let text = said(folder.join("initdb").to_str()?, &["--version"])?;
        let digits: String = text
            .chars()
            .skip_while(|c| !c.is_ascii_digit())
            .take_while(char::is_ascii_digit)
            .collect();
        digits.parse::<u32>().ok().filter(|major| *major >= 15)
    };
    folders.filter_map(|folder| Some((version(&folder)?, folder))).max().map(|(_, folder)| folder)
}

/// Returns the output of a program, if it succeeds.
pub fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).current_dir("/").output().ok()?;
    if !output.status.success() {
        eprintln!("{program}: {}", String::from_utf8_lossy(&output.stderr));
        return None;
    }
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}
