//! The organizations' buckets in a Valkey or Redis that several nodes share. It decides by its own clock, so the nodes'
//! clocks need not agree.

use std::{
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use keys::{
    Environment,
    bucket::{Bucket, Draw, Rate},
};
use redis::{AsyncConnectionConfig, Client, RedisError, Script, aio::MultiplexedConnection};
use tokio::sync::{Notify, watch};

use super::Class;

/// A limiter must cost less than what it limits: whoever is slower counts as out of reach.
const ANSWER_WITHIN: Duration = Duration::from_millis(100);
const CONNECT_WITHIN: Duration = Duration::from_millis(500);
/// Between two tries to reach it again. Requests do not wait for them.
const TRY_EVERY: Duration = Duration::from_millis(250);
/// How often an outage is told of again.
const TELL_EVERY: Duration = Duration::from_secs(30);
const SCRIPT: &str = include_str!("bucket.lua");

/// The address is none that the client understands. It may hold a password, so it is not repeated.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the limiter's address is not understood; write redis://host:port, or rediss://host:port for TLS")]
pub struct AddressError;

/// The shared store.
pub(crate) struct Valkey {
    client: Client,
    script: Script,
    line: Line<MultiplexedConnection>,
    lost: Notify,
    without: AtomicU64,
}

/// The line to it, if there is one. Each has a number of its own, so that a late word about an earlier one says nothing of
/// this one.
struct Line<T>(RwLock<Option<(u64, T)>>, AtomicU64);

impl<T: Clone> Line<T> {
    fn none() -> Self {
        Self(RwLock::new(None), AtomicU64::new(0))
    }

    fn now(&self) -> Option<(u64, T)> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn replace(&self, line: T) {
        let number = self.1.fetch_add(1, Ordering::Relaxed);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some((number, line));
    }

    /// Whether it was the line until now, which it no longer is.
    fn lose(&self, number: u64) -> bool {
        self.0.write().unwrap_or_else(PoisonError::into_inner).take_if(|(now, _)| *now == number).is_some()
    }
}

impl Valkey {
    pub(super) fn new(address: &str) -> Result<Self, AddressError> {
        // For `rediss://`: the client takes the process's own. Whoever set one before has set the same.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        Ok(Self {
            client: Client::open(address).map_err(|_| AddressError)?,
            script: Script::new(SCRIPT),
            line: Line::none(),
            lost: Notify::new(),
            without: AtomicU64::new(0),
        })
    }

    /// Takes a token. None when the store cannot be reached in time, which is counted.
    pub(super) async fn draw(&self, organization: &str, side: Environment, class: Class, rate: Rate) -> Option<Draw> {
        let drawn = match self.line.now() {
            None => None,
            Some((number, mut line)) => match self.ask(&mut line, organization, side, class, rate).await {
                Ok(draw) => Some(draw),
                Err(error) => {
                    self.lose(number, &error);
                    None
                }
            },
        };
        if drawn.is_none() {
            self.without.fetch_add(1, Ordering::Relaxed);
        }
        drawn
    }

    async fn ask(
        &self,
        connection: &mut MultiplexedConnection,
        organization: &str,
        side: Environment,
        class: Class,
        rate: Rate,
    ) -> Result<Draw, RedisError> {
        let bucket = format!("conduit-keys:limit:{organization}:{side}:{}", class.as_str());
        let capacity = i64::from(rate.burst) * 1000;
        let mut call = self.script.key(bucket);
        let (allowed, level): (i64, i64) = call.arg(rate.per_second).arg(capacity).invoke_async(connection).await?;
        Ok(Bucket::told(rate, allowed == 1, level))
    }

    /// Nobody asks again until it is reached again; said once.
    fn lose(&self, number: u64, error: &RedisError) {
        if self.line.lose(number) {
            tracing::warn!(%error, "the limiter's store cannot be reached; this process limits by its own buckets");
            self.lost.notify_one();
        }
    }

    /// Connects once, for the start.
    pub(crate) async fn connect(&self) -> bool {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT_WITHIN))
            .set_response_timeout(Some(ANSWER_WITHIN));
        let connected = self.client.get_multiplexed_async_connection_with_config(&config).await;
        connected.map(|line| self.line.replace(line)).is_ok()
    }

    /// Connects again whenever the connection is lost, until the stop.
    pub(crate) async fn keep_connected(&self, mut stopping: watch::Receiver<bool>) {
        let work = async {
            loop {
                if self.line.now().is_none() {
                    self.reach().await;
                }
                self.lost.notified().await;
            }
        };
        tokio::select! {
            () = work => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
    }

    async fn reach(&self) {
        let before = self.without();
        let mut tell = tokio::time::interval(TELL_EVERY);
        tell.tick().await;
        while !self.connect().await {
            tokio::select! {
                () = tokio::time::sleep(TRY_EVERY) => {}
                _ = tell.tick() => {
                    let alone = self.without() - before;
                    tracing::warn!(
                        alone,
                        "the limiter's store still cannot be reached; this process limits by its own buckets"
                    );
                }
            }
        }
        tracing::info!(alone = self.without() - before, "the limiter's store is reached again");
    }

    /// How many requests were limited without it.
    pub(super) fn without(&self) -> u64 {
        self.without.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_error_of_an_earlier_line_leaves_the_new_one() {
        let line = Line::none();
        line.replace("first");
        let (first, _) = line.now().unwrap();
        assert!(line.lose(first) && !line.lose(first), "it is lost once");
        line.replace("second");
        assert!(!line.lose(first), "a second request hears of the first line's end only now");
        let (second, word) = line.now().unwrap();
        assert_eq!(word, "second");
        assert!(line.lose(second) && line.now().is_none());
    }
}
