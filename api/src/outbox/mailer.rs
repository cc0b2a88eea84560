//! Carriers of letters: a mail server, or the folder of the demonstration.

use super::{rules, texts};
use crate::{
    config::MailSettings,
    egress::{MAIL_SERVER, is_mail_server},
    error::{Error, Result},
};
use ::entity::letter;
use chrono::{DateTime, Utc};
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{
        Body, Mailbox,
        header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue},
    },
};
use secrecy::ExposeSecret as _;
use std::{path::PathBuf, time::Duration};

/// Time limit of the mail server for one letter.
const PATIENCE: Duration = Duration::from_secs(20);
/// Longest line of a letter in 8bit, in bytes (RFC 5322, section 2.1.1).
const LONGEST_LINE: usize = 998;

/// Carrier of letters, with the sender's address.
#[derive(Debug)]
pub struct Mailer {
    from: Mailbox,
    transport: Transport,
    patience: Duration,
}

#[derive(Debug)]
enum Transport {
    Server(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
}

/// Reason why a letter was not carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum DeliveryFailure {
    /// A later try may succeed.
    Now(String),
    /// No later try will succeed.
    ForGood(String),
}

impl Mailer {
    /// Returns the mail server of the configuration, or none if it names none. In the
    /// demonstration, and only there, a folder takes the place of a mail server that is not named.
    ///
    /// # Errors
    /// Fails if letters can't be trusted to the configured mail server, or if the sender is not an
    /// address.
    pub fn of(settings: &MailSettings) -> Result<Option<Self>> {
        let transport = match &settings.smtp_url {
            Some(url) => Transport::Server(server(url.expose_secret())?),
            None => match &settings.folder {
                Some(folder) => Transport::Folder(folder.clone()),
                None => return Ok(None),
            },
        };
        let from = settings.from.parse().map_err(|_| {
            wrong("mail_from: an address, such as `National Survey <survey@un.example>`")
        })?;
        Ok(Some(Self { from, transport, patience: PATIENCE }))
    }

    /// Changes the time limit of the mail server.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Hands a letter to the carrier.
    pub(super) async fn carry(
        &self,
        letter: &letter::Model,
        now: DateTime<Utc>,
    ) -> Result<(), DeliveryFailure> {
        let message = self.message(letter, ContentTransferEncoding::EightBit, now)?;
        match &self.transport {
            Transport::Server(server) => {
                let sent = async {
                    match server.send(message).await {
                        // The server does not take 8bit (RFC 6152): nothing was sent.
                        Err(error) if error.is_client() => {
                            let quoted = ContentTransferEncoding::QuotedPrintable;
                            server.send(self.message(letter, quoted, now)?).await
                        }
                        sent => sent,
                    }
                    .map(drop)
                    .map_err(|error| refused(&error))
                };
                tokio::time::timeout(self.patience, sent)
                    .await
                    .map_err(|_| DeliveryFailure::Now("the mail server took too long".into()))?
            }
            Transport::Folder(folder) => {
                let (folder, id) = (folder.clone(), letter.id);
                let put = tokio::task::spawn_blocking(move || {
                    put(&folder, &format!("{id}.eml"), &message.formatted())
                });
                let put = put.await.map_err(|error| DeliveryFailure::Now(error.to_string()))?;
                put.map_err(|error| DeliveryFailure::Now(error.to_string()))
            }
        }
    }

    /// Builds the message. Its `Message-ID` is the same at every try, so a mail server can
    /// recognize a letter that it has already.
    ///
    /// In 8bit a link is whole in the raw letter, too. Quoted-printable would break it at column
    /// 76. A letter with a longer line than 8bit allows takes the encoding that the library
    /// chooses.
    fn message(
        &self,
        letter: &letter::Model,
        encoding: ContentTransferEncoding,
        now: DateTime<Utc>,
    ) -> Result<Message, DeliveryFailure> {
        let bad = |error: &dyn std::fmt::Display| DeliveryFailure::ForGood(error.to_string());
        let words = serde_json::from_str(&letter.words).map_err(|error| bad(&error))?;
        let said = texts::compose(letter.kind, letter.language, &words)
            .ok_or_else(|| bad(&"there is no such text"))?;
        let header = |name: &'static str, value: &str| {
            HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
        };
        let text = said.text.replace('\n', "\r\n");
        // The library chooses another encoding for lines over 76 bytes, and 8bit allows 998.
        let fits = text.lines().all(|line| line.len() <= LONGEST_LINE && !line.contains('\0'));
        let body = match encoding {
            ContentTransferEncoding::EightBit if fits => {
                Body::dangerous_pre_encoded(text.into_bytes(), encoding)
            }
            _ => {
                Body::new_with_encoding(text.clone(), encoding).unwrap_or_else(|_| Body::new(text))
            }
        };
        Message::builder()
            .from(self.from.clone())
            .to(letter
                .recipient
                .parse()
                .map_err(|error: lettre::address::AddressError| bad(&error))?)
            .subject(said.subject)
            .date(now.into())
            .message_id(Some(format!("<{}@{}>", letter.id, self.from.email.domain())))
            .raw_header(header("Content-Language", letter.language.as_str()))
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .header(ContentType::TEXT_PLAIN)
            .body(body)
            .map_err(|error| bad(&error))
    }
}

fn server(url: &str) -> Result<AsyncSmtpTransport<Tokio1Executor>> {
    let bad = || wrong(&format!("smtp_url: {MAIL_SERVER}"));
    if !is_mail_server(url) {
        return Err(bad());
    }
    let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| bad())?;
    Ok(server.timeout(Some(PATIENCE)).build())
}

fn wrong(what: &str) -> Error {
    Error::failure(format!("configuration: {what}"))
}

/// Classifies the mail server's answer. If the server does not accept our sign-in (53x), the letter
/// is not at fault and is tried again.
fn refused(error: &lettre::transport::smtp::Error) -> DeliveryFailure {
    let cause =
        std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
    let why = rules::tame(&format!("{error}{cause}"));
    let is_ours = error.status().is_some_and(|code| code.to_string().starts_with("53"));
    if error.is_permanent() && !is_ours {
        DeliveryFailure::ForGood(why)
    } else {
        DeliveryFailure::Now(why)
    }
}

/// Writes a file into the folder, whole or not at all, readable by its owner alone.
fn put(folder: &std::path::Path, name: &str, content: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    std::fs::create_dir_all(folder)?;
    let unfinished = folder.join(format!(".{name}"));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&unfinished)?.write_all(content)?;
    std::fs::rename(unfinished, folder.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_mail_server_elsewhere_is_never_spoken_to_in_the_clear() {
        for right in [
            "smtps://u:p@mail.example",
            "smtp://u:p@mail.example?tls=required",
            "smtp://127.0.0.1:2525",
            "smtp://localhost",
        ] {
            assert!(server(right).is_ok(), "{right}");
        }
        for wrong in [
            "smtp://mail.example",
            "smtp://mail.example?tls=opportunistic",
            "smtp://127.0.0.1?tls=none",
            "smtp://127.0.0.1.mail.example",
            "smtp://10.0.0.1",
            "smtps://mail.example?tls=none",
            "http://mail.example",
            "mail.example",
        ] {
            assert!(server(wrong).is_err(), "{wrong}");
        }
    }
}
