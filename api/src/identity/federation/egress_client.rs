//! The egress client: the only client that sends requests to providers.
//!
//! It goes to allowed origins on public addresses only, and follows no redirects. It limits the
//! size and the time of an answer.

use crate::{
    egress::{Forbidden, Reach, is_public},
    identity::federation::refused::Refused,
};
use futures_util::future::BoxFuture;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::{
    Client,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect::Policy,
};
use std::{error::Error as _, net::SocketAddr, sync::Arc, time::Duration};
use url::Url;

/// Largest document that is read, in bytes.
const MOST_BYTES: usize = 1024 * 1024;
/// Longest time for a connection.
const CONNECT: Duration = Duration::from_secs(3);
/// Longest time for all requests of one authorization request together.
pub(super) const TOTAL: Duration = Duration::from_secs(10);

/// The egress client of one provider.
#[derive(Debug)]
pub(super) struct EgressClient {
    reach: Reach,
    client: Client,
}

/// Resolver that returns the addresses of a name if all of them are public.
///
/// The connection is made to these addresses. So a second look-up with another answer can't change
/// the target.
struct PublicAddresses;

impl Resolve for PublicAddresses {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if found.iter().any(|address| !is_public(address.ip())) {
                return Err(Forbidden::Address.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

impl EgressClient {
    /// Builds a client for the allowed origins and hosts.
    ///
    /// The client is not shared: no connection of one authorization request serves another.
    pub fn new(reach: Reach) -> Result<Self, Refused> {
        let mut roots = rustls::RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let tls = rustls::ClientConfig::builder_with_provider(Arc::new(
            rustls::crypto::ring::default_provider(),
        ))
        .with_safe_default_protocol_versions()
        .map_err(|_| Refused::Unreachable)?
        .with_root_certificates(roots)
        .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .dns_resolver(Arc::new(PublicAddresses))
            .no_proxy()
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .timeout(TOTAL)
            .build();
        Ok(Self { reach, client: client.map_err(|_| Refused::Unreachable)? })
    }

    /// Checks that a browser may be sent to the URL.
    pub fn permits(&self, url: &Url) -> Result<(), Refused> {
        Ok(self.reach.permits(url)?)
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, Refused> {
        let (head, body) = request.into_parts();
        let url = Url::parse(&head.uri.to_string()).map_err(|_| Refused::Origin)?;
        self.reach.permits(&url)?;
        let asked =
            self.client.request(head.method, url).headers(head.headers).body(body).send().await;
        let mut answer = asked.map_err(|error| why(&error))?;
        if answer.status().is_redirection() {
            return Err(Refused::Redirect);
        }
        if answer.content_length().is_some_and(|length| length > MOST_BYTES as u64) {
            return Err(Refused::Large);
        }
        let mut read = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| why(&error))? {
            if read.len() + chunk.len() > MOST_BYTES {
                return Err(Refused::Large);
            }
            read.extend_from_slice(&chunk);
        }
        let mut response = HttpResponse::new(read);
        *response.status_mut() = answer.status();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(response)
    }
}

/// Maps an error of the client to a refusal.
///
/// The error's own text contains the URL, so the text is not kept.
fn why(error: &reqwest::Error) -> Refused {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(forbidden) = inner.downcast_ref::<Forbidden>() {
            return (*forbidden).into();
        }
        cause = inner.source();
    }
    if error.is_timeout() { Refused::Slow } else { Refused::Unreachable }
}

impl<'c> AsyncHttpClient<'c> for EgressClient {
    type Error = Refused;
    type Future = BoxFuture<'c, Result<HttpResponse, Refused>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}
