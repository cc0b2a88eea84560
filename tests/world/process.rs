//! The product as an operator runs it: as processes, served or at the terminal, on a test's
//! database and folder.

use super::Test;
use serde_json::{Value, json};
use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

/// Result of a command.
#[derive(Clone, Debug)]
pub struct Ran {
    /// True if the command succeeded.
    pub done: bool,
    /// Its standard output.
    pub said: String,
    /// Its standard error.
    pub complained: String,
}

impl Test {
    /// Returns the program on this test's database and folder, without the configuration of the
    /// machine around it.
    pub fn program(&self) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_national-survey"));
        program
            .env("NATIONAL_SURVEY_DATA_DIR", &self.folder)
            .env("NATIONAL_SURVEY_LOG", "warn")
            .env_remove("DATABASE_URL");
        if let Some(url) = self.url() {
            program.env("DATABASE_URL", &url);
            program
                .env("NATIONAL_SURVEY_PUBLIC_DATABASE_URL", super::postgres::for_the_public(&url));
        }
        program
    }

    /// Runs a command to its end, with `typed` on its standard input.
    pub fn run_with(&self, arguments: &[&str], typed: &str) -> Ran {
        let mut program = self.program();
        let program = program
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = program.spawn().unwrap();
        child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ran {
            done: output.status.success(),
            said: text(output.stdout),
            complained: text(output.stderr),
        }
    }

    /// Runs a command that must be refused, and returns its standard error.
    #[track_caller]
    pub fn refused(&self, arguments: &[&str]) -> String {
        let ran = self.run_with(arguments, "");
        assert!(!ran.done, "{arguments:?}: {ran:?}");
        ran.complained
    }

    /// Runs a command that must succeed, and returns its standard output.
    #[track_caller]
    pub fn runs(&self, arguments: &[&str]) -> String {
        let ran = self.run_with(arguments, "");
        assert!(ran.done, "{arguments:?}: {ran:?}");
        ran.said
    }
}

/// Server in a process of its own.
#[derive(Debug)]
pub struct Instance {
    child: Child,
    address: String,
    said: Arc<Mutex<String>>,
    logged: Arc<Mutex<String>>,
}

impl Instance {
    /// Serves a test's database, with more environment variables.
    pub fn start(test: &Test, more: &[(&str, &str)]) -> Self {
        let mut program = test.program();
        program.args(["serve", "--port", "0"]).envs(more.iter().copied());
        Self::of(program)
    }

    /// Serves a test's database, with at most this many open files.
    pub fn with_open_files(test: &Test, files: u32) -> Self {
        let served = test.program();
        let mut program = Command::new("sh");
        program
            .args(["-c", &format!("ulimit -n {files} && exec \"$0\" serve --port 0")])
            .arg(served.get_program());
        for (name, value) in served.get_envs() {
            match value {
                Some(value) => program.env(name, value),
                None => program.env_remove(name),
            };
        }
        Self::of(program)
    }

    fn of(mut program: Command) -> Self {
        program.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = program.spawn().unwrap();
        let said = Arc::<Mutex<String>>::default();
        let (out, kept) = (BufReader::new(child.stdout.take().unwrap()).lines(), Arc::clone(&said));
        std::thread::spawn(move || {
            out.map_while(Result::ok).for_each(|line| *kept.lock().unwrap() += &(line + "\n"))
        });
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let logged = Arc::<Mutex<String>>::default();
        let address = loop {
            let line = lines.next().expect("the server says where it serves").unwrap();
            *logged.lock().unwrap() += &format!("{line}\n");
            if let Some((_, address)) = line.split_once("serves on http://") {
                break address.split_whitespace().next().unwrap().to_owned();
            }
        };
        let kept = Arc::clone(&logged);
        std::thread::spawn(move || {
            lines.map_while(Result::ok).for_each(|line| *kept.lock().unwrap() += &(line + "\n"))
        });
        Self { child, address, said, logged }
    }

    /// Returns its log so far.
    pub fn logged(&self) -> String {
        self.logged.lock().unwrap().clone()
    }

    /// Returns true if the process is running.
    pub fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Returns the id of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Stops the process as a supervisor does, and waits for its end.
    pub async fn stops(mut self) {
        // The process handles the signal from its first answer on.
        assert!(self.is_ready().await);
        let told = Command::new("kill").args(["-TERM", &self.id().to_string()]).status().unwrap();
        assert!(told.success() && self.child.wait().unwrap().success());
    }

    /// Waits until the process ends by itself, and returns true if it ended without an error.
    pub async fn ends(&mut self) -> bool {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.success();
            }
            assert!(start.elapsed() < Duration::from_secs(15), "it goes on");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Returns the address on which it serves.
    pub fn address(&self) -> std::net::SocketAddr {
        self.address.parse().unwrap()
    }

    /// Opens a connection to it.
    pub async fn connects(&self) -> tokio::net::TcpStream {
        tokio::net::TcpStream::connect(self.address()).await.unwrap()
    }

    /// Returns its resident memory, in bytes.
    pub fn memory(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.split_whitespace().next().unwrap().parse::<usize>().unwrap() * 1024
    }

    /// Returns the number of its open files.
    pub fn open_files(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.child.id())).unwrap().count()
    }

    /// Returns the processor time that it has used, in hundredths of a second.
    pub fn used(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let fields: Vec<_> = stat.rsplit(") ").next().unwrap().split(' ').collect();
        fields[11..13].iter().map(|ticks| ticks.parse::<u64>().unwrap()).sum()
    }

    /// Sends a signal to it.
    pub fn signal(&self, name: &str) {
        assert!(
            Command::new("kill")
                .args(["-s", name, &self.child.id().to_string()])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Returns its exit code, or `None` if it does not end within this time.
    pub async fn ended(&mut self, patience: Duration) -> Option<i32> {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return Some(status.code().expect("it ends by itself"));
            }
            if began.elapsed() >= patience {
                return None;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Returns its standard output so far.
    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    fn client() -> reqwest::Client {
        // The client needs a provider of cryptography even for plain HTTP. A second installation
        // fails, and that is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        reqwest::Client::new()
    }

    /// Posts JSON.
    pub async fn posts(&self, path: &str, body: &Value) -> (u16, Value) {
        let sent = Self::client()
            .post(format!("http://{}{path}", self.address))
            .json(body)
            .send()
            .await
            .unwrap();
        (sent.status().as_u16(), sent.json().await.unwrap_or_default())
    }

    /// Signs out.
    pub async fn signs_out(&self, token: &str) -> u16 {
        let request = Self::client()
            .post(format!("http://{}/auth/sign-out", self.address))
            .bearer_auth(token);
        request.send().await.unwrap().status().as_u16()
    }

    /// Returns true if it reports that it is ready.
    pub async fn is_ready(&self) -> bool {
        let answer = Self::client().get(format!("http://{}/readyz", self.address)).send().await;
        answer.is_ok_and(|answer| answer.status().is_success())
    }

    /// Gets JSON.
    pub async fn gets(&self, path: &str) -> Value {
        Self::client()
            .get(format!("http://{}{path}", self.address))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    /// Sends a GraphQL request.
    pub async fn asks(&self, token: &str, query: &str) -> Value {
        let request =
            Self::client().post(format!("http://{}/graphql", self.address)).bearer_auth(token);
        request.json(&json!({ "query": query })).send().await.unwrap().json().await.unwrap()
    }

    /// Returns the role of a token's person, or null if the token is refused.
    pub async fn role(&self, token: &str) -> Value {
        self.asks(token, "{ viewer { role } }").await["data"]["viewer"]["role"].clone()
    }

    /// Returns the time until the token's role is this one.
    pub async fn until(&self, token: &str, role: &Value) -> Duration {
        let start = Instant::now();
        while self.role(token).await != *role {
            assert!(start.elapsed() < Duration::from_secs(10), "it never became {role}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        start.elapsed()
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
