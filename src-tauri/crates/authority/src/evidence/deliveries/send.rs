//! One attempt: signed, sent, and what came of it.

use std::{error::Error, time::Duration};

use keys::{Secret, Timestamp};
use reqwest::{Client, header::CONTENT_TYPE, redirect::Policy};

use super::{
    address::{Reach, complaint_about_url},
    resolve::{Judge, Lookup, NotPublic},
    signature::{SIGNATURE, sign},
};

const CONNECT_AT_MOST: Duration = Duration::from_secs(5);
/// From the name to the receiver's status line. A receiver that needs longer answers first and works afterwards.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// What came of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The receiver answered 2xx.
    Delivered(u16),
    /// It answered something else.
    Refused(u16),
    /// It answered a redirection, which is not followed: the place it names was never judged.
    Redirected(u16),
    /// It did not answer in time.
    TimedOut,
    /// No connection came about, for TLS reasons too.
    NotConnected,
    /// The connection broke before an answer.
    BrokeOff,
    /// The URL or an address of its name is not public, or not HTTPS.
    NotPublic,
    /// There is no secret to sign with, so nothing was sent.
    NotSigned,
}

impl Outcome {
    /// The word in the record of attempts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Delivered(_) => "delivered",
            Self::Refused(_) => "refused",
            Self::Redirected(_) => "redirected",
            Self::TimedOut => "timed_out",
            Self::NotConnected => "not_connected",
            Self::BrokeOff => "broke_off",
            Self::NotPublic => "not_public",
            Self::NotSigned => "not_signed",
        }
    }

    /// The receiver's status, when it answered.
    pub fn status_code(self) -> Option<i64> {
        match self {
            Self::Delivered(status) | Self::Refused(status) | Self::Redirected(status) => Some(status.into()),
            _ => None,
        }
    }

    fn of_status(status: u16) -> Self {
        match status {
            200..300 => Self::Delivered(status),
            300..400 => Self::Redirected(status),
            _ => Self::Refused(status),
        }
    }

    fn of_error(error: &reqwest::Error) -> Self {
        let mut cause = error.source();
        while let Some(found) = cause {
            if found.is::<NotPublic>() {
                return Self::NotPublic;
            }
            cause = found.source();
        }
        match (error.is_timeout(), error.is_connect()) {
            (true, _) => Self::TimedOut,
            (_, true) => Self::NotConnected,
            _ => Self::BrokeOff,
        }
    }
}

/// What sends deliveries. It follows no redirection, asks no proxy, and keeps no connection: each one is judged anew.
pub struct Sender {
    client: Client,
    reach: Reach,
}

impl Sender {
    /// A sender over who knows names.
    ///
    /// # Errors
    /// When TLS cannot be set up, for instance without any certificate authority on the machine.
    pub fn new(lookup: Lookup, reach: Reach) -> reqwest::Result<Self> {
        let client = Client::builder()
            .dns_resolver(Judge::new(lookup, reach))
            .redirect(Policy::none())
            .no_proxy()
            .pool_max_idle_per_host(0)
            .connect_timeout(CONNECT_AT_MOST)
            .timeout(ANSWER_WITHIN)
            .user_agent(concat!("conduit-keys/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { client, reach })
    }

    /// Makes one attempt. The receiver's body is not read: nobody needs it, and it could be endless.
    pub async fn send(&self, url: &str, secrets: &[Secret], body: String, now: Timestamp) -> Outcome {
        // The client does not resolve addresses that stand in the URL itself, so they are judged here.
        if complaint_about_url(url, self.reach).is_some() {
            return Outcome::NotPublic;
        }
        if secrets.is_empty() {
            return Outcome::NotSigned;
        }
        let signature = sign(secrets, now, body.as_bytes());
        let request = self.client.post(url).header(CONTENT_TYPE, "application/json").header(SIGNATURE, signature);
        match request.body(body).send().await {
            Ok(response) => Outcome::of_status(response.status().as_u16()),
            Err(error) => Outcome::of_error(&error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::{SocketAddr, TcpListener},
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
    };

    use super::*;

    /// A receiver on the loopback address that counts connections and answers 204.
    fn receiver() -> (u16, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, count) = (listener.local_addr().unwrap().port(), Arc::new(AtomicUsize::new(0)));
        let counted = count.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                counted.fetch_add(1, Ordering::SeqCst);
                let _ = stream.read(&mut [0; 4096]);
                let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
            }
        });
        (port, count)
    }

    /// A book that answers each question with the next of these addresses, the last one for ever.
    fn book(answers: &'static [&'static str]) -> (Lookup, Arc<AtomicUsize>) {
        let asked = Arc::new(AtomicUsize::new(0));
        let count = asked.clone();
        let lookup: Lookup = Arc::new(move |_| {
            let place = count.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1);
            let address: SocketAddr = answers[place].parse().unwrap();
            Box::pin(async move { Ok(vec![address]) })
        });
        (lookup, asked)
    }

    async fn send(sender: &Sender, url: &str) -> Outcome {
        let secrets = [Secret::new("whsec_test".to_owned())];
        sender.send(url, &secrets, "{}".to_owned(), Timestamp::from_millis(0)).await
    }

    #[tokio::test]
    async fn a_name_that_is_rebound_to_the_own_machine_is_not_connected_to() {
        let (port, connections) = receiver();
        // Public when the endpoint was created and judged, private when the delivery is made.
        let (lookup, asked) = book(&["93.184.216.34:0", "127.0.0.1:0"]);
        let first = lookup("hooks.example.com".to_owned()).await.unwrap();
        assert!(super::super::address::is_public(first[0].ip()), "the first answer would have passed");

        let sender = Sender::new(lookup, Reach::Public).unwrap();
        let url = format!("https://hooks.example.com:{port}/in");
        assert_eq!(send(&sender, &url).await, Outcome::NotPublic, "judged by the answer that is connected to");
        assert_eq!(
            asked.load(Ordering::SeqCst),
            2,
            "nobody asks a third time between the judgement and the connection"
        );
        assert_eq!(connections.load(Ordering::SeqCst), 0, "nothing reached the own machine");
    }

    #[tokio::test]
    async fn the_same_name_is_reached_when_the_operator_wishes_so() {
        let (port, connections) = receiver();
        let (lookup, _) = book(&["127.0.0.1:0"]);
        let sender = Sender::new(lookup, Reach::Private).unwrap();
        let outcome = send(&sender, &format!("http://hooks.example.com:{port}/in")).await;
        assert_eq!(outcome, Outcome::Delivered(204), "the receiver is there; only the judge kept it safe");
        assert_eq!(connections.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn an_address_in_the_url_is_judged_too_and_plain_http_is_not_sent() {
        let (port, connections) = receiver();
        let sender = Sender::new(super::super::resolve::system(), Reach::Public).unwrap();
        for url in [format!("https://127.0.0.1:{port}/in"), format!("http://hooks.example.com:{port}/in")] {
            assert_eq!(send(&sender, &url).await, Outcome::NotPublic, "{url}");
        }
        assert_eq!(connections.load(Ordering::SeqCst), 0);
    }

    #[tokio::test]
    async fn nothing_is_sent_that_cannot_be_signed() {
        let (port, connections) = receiver();
        let sender = Sender::new(super::super::resolve::system(), Reach::Private).unwrap();
        let url = format!("http://127.0.0.1:{port}/in");
        let outcome = sender.send(&url, &[], "{}".to_owned(), Timestamp::from_millis(0)).await;
        assert_eq!((outcome, connections.load(Ordering::SeqCst)), (Outcome::NotSigned, 0));
    }
}
