//! An answer of many lines, read one by one while it comes: bounded in silence and in the length of a line.

use std::{pin::Pin, time::Duration};

use futures_util::{Stream, StreamExt as _};
use reqwest::Response;

use crate::{ProviderError, error::Kind};

/// The longest silence. What is read from a large store comes in pieces, each of which takes some hundredths of a second.
const SILENT_AT_MOST: Duration = Duration::from_secs(30);
/// The longest line, in bytes: a row of an audit log has some thousand.
const LINE_BYTES_MAX: usize = 256 * 1024;

type Chunks = Pin<Box<dyn Stream<Item = Result<Vec<u8>, reqwest::Error>> + Send>>;

/// The lines of an answer.
pub(crate) struct Lines {
    chunks: Chunks,
    /// What came and was not read; where in it the next line begins.
    waiting: Vec<u8>,
    at: usize,
    place: String,
}

impl Lines {
    pub(crate) fn new(response: Response, place: &str) -> Self {
        Self::of(response.bytes_stream().map(|chunk| chunk.map(|bytes| bytes.to_vec())), place)
    }

    fn of(chunks: impl Stream<Item = Result<Vec<u8>, reqwest::Error>> + Send + 'static, place: &str) -> Self {
        Self { chunks: Box::pin(chunks), waiting: Vec::new(), at: 0, place: place.to_owned() }
    }

    /// The next line, without its end; none when the answer is over.
    ///
    /// # Errors
    /// The answer is lost, which it also is when it is over in the middle of a line; or it has lines of no text.
    pub(crate) async fn next(&mut self) -> Result<Option<String>, ProviderError> {
        let mut searched = self.at;
        loop {
            if let Some(end) = self.waiting[searched..].iter().position(|byte| *byte == b'\n') {
                let end = searched + end;
                let line = std::str::from_utf8(&self.waiting[self.at..end]).map(str::to_owned);
                self.at = end + 1;
                return line.map(Some).map_err(|_| self.not_understood());
            }
            self.waiting.drain(..std::mem::take(&mut self.at));
            searched = self.waiting.len();
            if searched > LINE_BYTES_MAX {
                return Err(self.not_understood());
            }
            let more = tokio::time::timeout(SILENT_AT_MOST, self.chunks.next()).await;
            match more.map_err(|_| ProviderError::late(&self.place))? {
                Some(Ok(bytes)) => self.waiting.extend_from_slice(&bytes),
                Some(Err(source)) => return Err(ProviderError::of_network(Kind::Lost, &self.place, source)),
                None if searched == 0 => return Ok(None),
                None => return Err(ProviderError::new(Kind::Lost, "The answer was cut off in the middle of a line.")),
            }
        }
    }

    fn not_understood(&self) -> ProviderError {
        ProviderError::new(Kind::NotUnderstood, format!("{} sent no lines of text.", self.place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(chunks: Vec<&'static [u8]>) -> Lines {
        Lines::of(futures_util::stream::iter(chunks.into_iter().map(|chunk| Ok(chunk.to_vec()))), "here")
    }

    #[tokio::test]
    async fn lines_come_whole_however_they_are_cut() {
        let mut lines = lines(vec![b"on", b"e\ntwo\n\nf\xc3", b"\xbcr\n"]);
        for line in ["one", "two", "", "für"] {
            assert_eq!(lines.next().await.unwrap().as_deref(), Some(line));
        }
        assert!(lines.next().await.unwrap().is_none());
    }

    #[tokio::test]
    async fn an_answer_that_ends_in_a_line_was_cut_off() {
        let mut lines = lines(vec![b"one\ntw"]);
        assert_eq!(lines.next().await.unwrap().as_deref(), Some("one"));
        assert_eq!(lines.next().await.unwrap_err().kind, Kind::Lost);
    }

    #[tokio::test(start_paused = true)]
    async fn a_silence_is_a_loss_and_a_line_without_an_end_is_not_kept() {
        let quiet = futures_util::stream::iter([Ok(b"one\n".to_vec())]).chain(futures_util::stream::pending());
        let mut quiet = Lines::of(quiet, "here");
        assert_eq!(quiet.next().await.unwrap().as_deref(), Some("one"));
        assert_eq!(quiet.next().await.unwrap_err().kind, Kind::Lost);
        let endless = futures_util::stream::repeat_with(|| Ok(vec![b'x'; 64 * 1024]));
        assert_eq!(Lines::of(endless, "here").next().await.unwrap_err().kind, Kind::NotUnderstood);
    }
}
