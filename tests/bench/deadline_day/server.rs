//! The served process.

use super::stage::Stage;
use std::{
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    process::{Child, Command, Stdio},
};

/// `national-survey serve`, in a process of its own on a free port of loopback.
#[derive(Debug)]
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    /// Starts the server on the stage's database, and waits until it listens.
    pub fn start(stage: &Stage) -> Self {
        Self::with(stage, &[])
    }

    /// Starts the server behind a proxy on loopback: a client names the address for which it
    /// speaks.
    pub fn behind_a_proxy(stage: &Stage) -> Self {
        Self::with(stage, &[("NATIONAL_SURVEY_TRUSTED_PROXIES", "[\"127.0.0.1/32\"]")])
    }

    fn with(stage: &Stage, settings: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_national-survey"));
        command.args(["serve", "--port", "0", "--data-dir"]).arg(&stage.config.data_dir);
        command
            .env("NATIONAL_SURVEY_LOG", "warn")
            .env_remove("DATABASE_URL")
            .stderr(Stdio::piped());
        for class in ["PUBLIC", "SIGNED_IN", "INTEGRATION"] {
            command.env(
                format!("NATIONAL_SURVEY_LIMITS__{class}__REQUESTS_PER_MINUTE"),
                u32::MAX.to_string(),
            );
        }
        command
            .env("NATIONAL_SURVEY_REQUESTS_AT_ONCE", "100000")
            .env("NATIONAL_SURVEY_HTTP_CONNECTIONS_PER_ADDRESS", "100000");
        command.envs(settings.iter().copied());
        if let Some(url) = &stage.url {
            command.env("DATABASE_URL", url);
        }
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = loop {
            let line = lines.next().expect("the server says where it serves").unwrap();
            if let Some((_, address)) = line.split_once("serves on http://") {
                break address.parse().unwrap();
            }
            eprintln!("{line}");
        };
        std::thread::spawn(move || {
            lines.map_while(Result::ok).take(20).for_each(|line| eprintln!("server: {line}"))
        });
        Self { child, address }
    }

    /// Returns its resident memory in MiB: the peak, and the present value.
    pub fn memory(&self) -> (f64, f64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))
            .unwrap_or_default();
        let of = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok())
                .unwrap_or(f64::NAN)
                / 1024.0
        };
        (of("VmHWM:"), of("VmRSS:"))
    }

    /// Kills the server as a crash would.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return;
        }
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        if !told.is_ok_and(|status| status.success()) {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}
