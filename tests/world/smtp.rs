//! A real mail server on loopback: aiosmtpd, if it is installed.

use serde_json::Value;
use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
};

const PROGRAM: &str = include_str!("smtp_server.py");

/// Mail server, with the letters that it has accepted.
#[derive(Debug)]
pub struct MailServer {
    child: Child,
    port: u16,
    taken: Arc<Mutex<Vec<Value>>>,
}

impl MailServer {
    /// Starts a server that accepts letters from everybody.
    ///
    /// If aiosmtpd is missing, a loud message says so. With `REQUIRE_SMTP=1` the call fails
    /// instead.
    pub fn start() -> Option<Self> {
        Self::told(&[])
    }

    /// Starts a server that asks for a password and knows none.
    pub fn that_knows_nobody() -> Option<Self> {
        Self::told(&["password"])
    }

    /// Starts a server that takes 7bit alone.
    pub fn that_takes_seven_bits() -> Option<Self> {
        Self::told(&["seven_bit"])
    }

    fn told(arguments: &[&str]) -> Option<Self> {
        let Some(python) = python() else {
            assert!(
                !std::env::var("REQUIRE_SMTP").is_ok_and(|value| value == "1"),
                "REQUIRE_SMTP=1, and there is no aiosmtpd"
            );
            eprintln!(
                "\n*** MAIL WAS NOT TESTED: install aiosmtpd: python3 -m venv target/smtp; target/smtp/bin/pip install aiosmtpd ***\n"
            );
            return None;
        };
        let mut command = Command::new(python);
        command
            .args(["-c", PROGRAM])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = lines.next().unwrap().unwrap().parse().unwrap();
        let taken: Arc<Mutex<Vec<Value>>> = Arc::default();
        let letters = Arc::clone(&taken);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                letters.lock().unwrap().push(serde_json::from_str(&line).unwrap());
            }
        });
        Some(Self { child, port, taken })
    }

    /// Returns its address, which holds no secret.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// Returns its port.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Returns the accepted letters as soon as there are at least `least`. The server prints them a
    /// moment after it has answered.
    pub async fn taken(&self, least: usize) -> Vec<Value> {
        for _ in 0..200 {
            let taken = self.taken.lock().unwrap().clone();
            if taken.len() >= least {
                return taken;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        panic!("{least} letters should have come: {:?}", self.taken.lock().unwrap())
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns a Python with aiosmtpd: that of `target/smtp`, or the machine's.
fn python() -> Option<PathBuf> {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/smtp/bin/python");
    let knows = |python: &PathBuf| {
        let output = Command::new(python).args(["-c", "import aiosmtpd"]).output();
        output.is_ok_and(|output| output.status.success())
    };
    [Some(ours), super::in_path("python3")].into_iter().flatten().find(knows)
}
