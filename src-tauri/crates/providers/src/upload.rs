//! A file on its way to a place: a form that is sent piece by piece, and says how much of the file has gone.

use std::sync::Arc;

use futures_util::stream;
use reqwest::{
    Body, RequestBuilder,
    header::{CONTENT_LENGTH, CONTENT_TYPE},
};

/// How much goes at a time: a progress that moves on a slow line, and few calls on a fast one.
const PIECE_BYTES: usize = 64 * 1024;

/// Hears how many bytes of the file have gone.
pub type Tell = Arc<dyn Fn(u64) + Send + Sync>;

/// A form of some texts and one file. It can be sent again.
#[derive(Clone)]
pub(crate) struct Upload {
    boundary: String,
    head: Arc<[u8]>,
    file: Arc<[u8]>,
    tell: Tell,
}

impl Upload {
    /// The form; the file's name is one line without a path.
    pub(crate) fn new(texts: &[(&str, &str)], file_name: &str, file: Arc<[u8]>, tell: Tell) -> Self {
        let boundary = boundary(&[texts.iter().map(|(_, text)| *text).collect::<String>().as_bytes(), &file]);
        let mut head = String::new();
        for (name, text) in texts {
            head += &format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");
        }
        let file_name = file_name.replace('"', "\\\"");
        head += &format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        Self { boundary, head: head.into_bytes().into(), file, tell }
    }

    /// Lets a request carry it.
    pub(crate) fn on(&self, request: RequestBuilder) -> RequestBuilder {
        let pieces = self.clone().pieces().map(Ok::<_, std::convert::Infallible>);
        request
            .header(CONTENT_TYPE, format!("multipart/form-data; boundary={}", self.boundary))
            .header(CONTENT_LENGTH, self.length())
            .body(Body::wrap_stream(stream::iter(pieces)))
    }

    fn tail(&self) -> Vec<u8> {
        format!("\r\n--{}--\r\n", self.boundary).into_bytes()
    }

    fn length(&self) -> usize {
        self.head.len() + self.file.len() + self.tail().len()
    }

    /// Head, file and tail. A piece is asked for when the one before has gone, so what is told has left this program.
    fn pieces(self) -> impl Iterator<Item = Vec<u8>> + Send {
        let count = self.file.len().div_ceil(PIECE_BYTES);
        (0..count + 2).map(move |at| {
            if at == 0 {
                return self.head.to_vec();
            }
            let begin = ((at - 1) * PIECE_BYTES).min(self.file.len());
            (self.tell)(begin as u64);
            if at > count {
                return self.tail();
            }
            self.file[begin..self.file.len().min(begin + PIECE_BYTES)].to_vec()
        })
    }
}

/// A line that is in none of the contents.
fn boundary(contents: &[&[u8]]) -> String {
    let mut number = 0_u32;
    loop {
        let line = format!("conduit-keys-{number}");
        let is_in = |content: &&[u8]| content.windows(line.len()).any(|window| window == line.as_bytes());
        if !contents.iter().any(is_in) {
            return line;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use proptest::prelude::*;

    use super::*;

    fn upload(file: &[u8]) -> (Upload, Arc<Mutex<Vec<u64>>>) {
        let told = Arc::<Mutex<Vec<u64>>>::default();
        let ear = told.clone();
        let tell: Tell = Arc::new(move |sent| ear.lock().unwrap().push(sent));
        (Upload::new(&[("kind", "other")], "a \"b\".pdf", file.into(), tell), told)
    }

    #[test]
    fn the_form_has_the_texts_and_the_file_and_says_how_much_has_gone() {
        let file = vec![b'x'; PIECE_BYTES + 10];
        let (upload, told) = upload(&file);
        let sent: Vec<u8> = upload.clone().pieces().flatten().collect();
        let head = "--conduit-keys-0\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nother\r\n\
                    --conduit-keys-0\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a \\\"b\\\".pdf\"\r\n\
                    Content-Type: application/octet-stream\r\n\r\n";
        let whole = [head.as_bytes(), &file, b"\r\n--conduit-keys-0--\r\n"].concat();
        assert_eq!(String::from_utf8_lossy(&sent), String::from_utf8_lossy(&whole));
        let (first, all) = (PIECE_BYTES as u64, file.len() as u64);
        assert_eq!(*told.lock().unwrap(), [0, first, all], "the last one when the whole file has gone");
        assert_eq!(upload.clone().pieces().flatten().count(), sent.len(), "it is sent again as it was");
    }

    proptest! {
        #[test]
        fn a_file_cannot_end_its_form(before: Vec<u8>, numbers in proptest::collection::vec(0u32..4, 0..6), after: Vec<u8>) {
            let lines: Vec<u8> = numbers.iter().flat_map(|number| format!("\r\n--conduit-keys-{number}--\r\n").into_bytes()).collect();
            let file = [before, lines, after].concat();
            let (upload, _) = upload(&file);
            prop_assert!(!file.windows(upload.boundary.len()).any(|window| window == upload.boundary.as_bytes()));
            prop_assert_eq!(upload.length(), upload.clone().pieces().map(|piece| piece.len()).sum::<usize>());
        }
    }
}
