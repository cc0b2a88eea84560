//! Log of the service in this run, of all tests in this process.

use std::{
    io::Write,
    sync::{Mutex, OnceLock},
};

/// Destination of the log.
#[derive(Clone, Copy, Debug)]
struct Log;

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOG.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Starts to keep the log, at its most detailed level.
pub fn log() {
    static SET: OnceLock<()> = OnceLock::new();
    SET.get_or_init(|| {
        let filter = "off,national_survey=trace,openidconnect=trace,oauth2=trace,reqwest=trace";
        let logs =
            tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(|| Log);
        let _ = logs.try_init();
    });
}

/// Returns the log so far.
pub fn logged() -> String {
    String::from_utf8_lossy(&LOG.lock().unwrap()).into_owned()
}
