//! A cheap client: HTTP/1.1 over kept connections, requests as bytes, and answers read by their
//! length.

use std::{io, net::SocketAddr};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
};

/// Connection that is kept open.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

/// Answer: its status, and its body in the connection's own memory.
#[derive(Debug)]
pub struct Answer<'c> {
    pub status: u16,
    pub body: &'c [u8],
}

impl Answer<'_> {
    /// Returns the body of a GraphQL answer without errors.
    pub fn json(&self) -> Result<serde_json::Value, String> {
        let text = String::from_utf8_lossy(self.body);
        let json: serde_json::Value =
            serde_json::from_slice(self.body).map_err(|error| format!("{error}: {text}"))?;
        if self.status == 200 && json.get("errors").is_none() {
            Ok(json)
        } else {
            Err(format!("{}: {text}", self.status))
        }
    }

    /// Returns true if a GraphQL answer has data and no errors, as far as its first bytes show.
    pub fn is_good(&self) -> bool {
        self.status == 200 && !self.body.starts_with(b"{\"errors\"")
    }
}

impl Connection {
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        Self::of(TcpStream::connect(address).await?)
    }

    /// Opens a connection from another address of this machine. No signed-in person uses that
    /// address.
    pub async fn open_from_elsewhere(address: SocketAddr) -> io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::from(([127, 0, 0, 2], 0)))?;
        Self::of(socket.connect(address).await?)
    }

    fn of(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(16 * 1024) })
    }

    /// Sends a request and waits for the whole answer.
    pub async fn ask(&mut self, request: &[u8]) -> io::Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.read.clear();
        let (status, start, end) = loop {
            if self.stream.read_buf(&mut self.read).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(head) = self.read.windows(4).position(|four| four == b"\r\n\r\n") {
                let (status, length) =
                    head_of(&self.read[..head]).ok_or(io::ErrorKind::InvalidData)?;
                break (status, head + 4, head + 4 + length);
            }
        };
        while self.read.len() < end {
            if self.stream.read_buf(&mut self.read).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(Answer { status, body: &self.read[start..end] })
    }
}

fn head_of(head: &[u8]) -> Option<(u16, usize)> {
    let text = std::str::from_utf8(head).ok()?;
    let status = text.get(9..12)?.parse().ok()?;
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    Some((status, length.unwrap_or(0)))
}

/// Returns a GraphQL request.
pub fn graphql(token: Option<&str>, query: &str, variables: &serde_json::Value) -> Vec<u8> {
    let body = serde_json::json!({ "query": query, "variables": variables }).to_string();
    let token = token.map_or(String::new(), |token| format!("authorization: Bearer {token}\r\n"));
    let length = body.len();
    format!(
        "POST /graphql HTTP/1.1\r\nhost: survey\r\naccept: application/graphql-response+json\r\n{token}content-type: application/json\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// Returns a request for a path.
pub fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: survey\r\naccept: */*\r\n\r\n").into_bytes()
}
