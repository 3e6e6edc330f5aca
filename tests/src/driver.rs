//! A small W3C WebDriver client: the endpoints that the journeys need and no more.

use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::{Desk, WITHIN, eventually, serve::collect};

const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// One question to the driver; beyond it the window hangs.
const ANSWERED_WITHIN: Duration = Duration::from_secs(30);
/// The key Escape as WebDriver writes it.
pub const ESCAPE: &str = "\u{e00c}";
/// The key that goes on to the next control.
pub const TAB: &str = "\u{e004}";
/// The key that does what was typed.
pub const ENTER: &str = "\u{e007}";
/// The key that goes on to the next choice.
pub const DOWN: &str = "\u{e015}";
/// The key that is held for a shortcut.
pub const CONTROL: &str = "\u{e009}";

/// Whether an element stays where it is for some frames, uncovered and not switched off. What a person would wait for too.
const AT_REST: &str = "
    const [element, done] = arguments;
    element.scrollIntoView({ block: 'nearest' });
    let last = '', frames = 0;
    const look = () => {
        const box = element.getBoundingClientRect(), now = [box.x, box.y, box.width, box.height].join();
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        const off = element.getAttribute('aria-disabled') === 'true' || element.disabled;
        if (!element.isConnected || off || !(element.contains(top) || top?.contains(element))) return done(false);
        frames = now === last ? frames + 1 : 0;
        last = now;
        if (frames >= 3) done(true); else setTimeout(look, 16);
    };
    look();
";

/// WebKit's driver on one desktop, with at most one session.
pub struct Driver {
    child: Child,
    client: Client,
    base: String,
    session: String,
    output: Arc<Mutex<Vec<u8>>>,
}

/// Why the driver refused.
#[derive(Clone, Debug)]
pub struct Refused(pub String);

impl Driver {
    /// Starts the driver and lets it start the program.
    pub async fn open(desk: &Desk, program: &std::path::Path) -> Self {
        let port = free_port();
        let mut command = desk.command("WebKitWebDriver");
        // Without it the request for a session hangs (desktop-security sheet, section 11).
        command.arg(format!("--port={port}")).env("TAURI_WEBVIEW_AUTOMATION", "true");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("WebKitWebDriver starts");
        let (output, _) = collect(child.stdout.take().expect("its output"));
        merge(child.stderr.take().expect("its errors"), &output);
        let client = Client::builder().timeout(ANSWERED_WITHIN).build().expect("an HTTP client");
        let base = format!("http://127.0.0.1:{port}");
        let mut driver = Self { child, client, base, session: String::new(), output };
        eventually("the driver listens", WITHIN, || async {
            driver.client.get(format!("{}/status", driver.base)).send().await.ok()
        })
        .await;
        driver.start(program).await;
        driver
    }

    async fn start(&mut self, program: &std::path::Path) {
        let options = json!({ "webkitgtk:browserOptions": { "binary": program, "args": [] } });
        let asked = json!({ "capabilities": { "alwaysMatch": options } });
        let answer = self.ask(Method::POST, "/session", asked).await.unwrap_or_else(|Refused(why)| {
            // What the program said on its way out is the reason more often than not.
            panic!("{why}\n{}", String::from_utf8_lossy(&self.output()))
        });
        self.session = crate::api::text(&answer, "/sessionId");
    }

    /// Ends the session and the program with it.
    pub async fn end(&mut self) {
        if !self.session.is_empty() {
            let path = format!("/session/{}", self.session);
            // The program may have gone first.
            let _ = self.ask(Method::DELETE, &path, Value::Null).await;
            self.session.clear();
        }
    }

    async fn ask(&self, method: Method, path: &str, body: Value) -> Result<Value, Refused> {
        let mut request = self.client.request(method.clone(), format!("{}{path}", self.base));
        if method == Method::POST {
            request = request.json(&body);
        }
        let response = request.send().await.map_err(|error| Refused(format!("{path}: {error}")))?;
        let good = response.status().is_success();
        let answer: Value = response.json().await.map_err(|error| Refused(format!("{path}: {error}")))?;
        if good { Ok(answer["value"].clone()) } else { Err(Refused(format!("{path}: {}", answer["value"]))) }
    }

    async fn post(&self, path: &str, body: Value) -> Result<Value, Refused> {
        self.ask(Method::POST, &format!("/session/{}{path}", self.session), body).await
    }

    async fn get(&self, path: &str) -> Result<Value, Refused> {
        self.ask(Method::GET, &format!("/session/{}{path}", self.session), Value::Null).await
    }

    /// The elements that a selector finds now.
    pub async fn find_now(&self, css: &str) -> Vec<String> {
        let asked = json!({ "using": "css selector", "value": css });
        let found = self.post("/elements", asked).await.unwrap_or_default();
        let elements = found.as_array().cloned().unwrap_or_default();
        elements.iter().filter_map(|element| element[ELEMENT].as_str().map(str::to_owned)).collect()
    }

    /// Waits for an element.
    pub async fn find(&self, css: &str) -> String {
        eventually(css, WITHIN, || async { self.find_now(css).await.into_iter().next() }).await
    }

    /// Waits until nothing is found any more.
    pub async fn gone(&self, css: &str) {
        let what = format!("{css} is gone");
        eventually(&what, WITHIN, || async { self.find_now(css).await.is_empty().then_some(()) }).await;
    }

    /// Clicks, as soon as there is something that can be clicked on: not switched off, not moving, not covered.
    pub async fn click(&self, css: &str) {
        let what = format!("a click on {css}");
        eventually(&what, WITHIN, || self.try_click(css)).await;
    }

    /// Clicks once if that can be done now.
    async fn try_click(&self, css: &str) -> Option<()> {
        let element = self.find_now(css).await.into_iter().next()?;
        let asked = json!({ "script": AT_REST, "args": [{ ELEMENT: element }] });
        let at_rest = self.post("/execute/async", asked).await.ok()?;
        if at_rest != true {
            return None;
        }
        self.post(&format!("/element/{element}/click"), json!({})).await.ok().map(drop)
    }

    /// Chooses from a list that the system draws: its options are nowhere in the page that a pointer could reach.
    pub async fn choose(&self, css: &str, option: &str) {
        let what = format!("{option} is chosen in {css}");
        let chosen = || async {
            let element = self.find_now(&format!("{css} option[value={option:?}]")).await.into_iter().next()?;
            self.post(&format!("/element/{element}/click"), json!({})).await.ok()?;
            (self.value(css).await == option).then_some(())
        };
        eventually(&what, WITHIN, chosen).await;
    }

    /// Replaces the text of a field by typing.
    pub async fn type_into(&self, css: &str, text: &str) {
        let what = format!("typing into {css}");
        let typed = || async {
            let element = self.find_now(css).await.into_iter().next()?;
            self.post(&format!("/element/{element}/clear"), json!({})).await.ok()?;
            self.post(&format!("/element/{element}/value"), json!({ "text": text })).await.ok()?;
            let value = self.get(&format!("/element/{element}/property/value")).await.ok()?;
            (value == text).then_some(())
        };
        eventually(&what, WITHIN, typed).await;
    }

    /// Presses keys, wherever the focus is.
    pub async fn press(&self, keys: &str) {
        let keys: Vec<Value> = keys
            .chars()
            .flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key.to_string() })))
            .collect();
        let asked = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": keys }] });
        self.post("/actions", asked).await.unwrap_or_else(|Refused(why)| panic!("{why}"));
    }

    /// Presses a key while another one is held down.
    pub async fn press_with(&self, held: &str, key: &str) {
        let step = |kind: &str, key: &str| json!({ "type": kind, "value": key });
        let keys = [step("keyDown", held), step("keyDown", key), step("keyUp", key), step("keyUp", held)];
        let asked = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": keys }] });
        self.post("/actions", asked).await.unwrap_or_else(|Refused(why)| panic!("{why}"));
    }

    /// Clicks at a place of the window, in pixels from its upper left.
    pub async fn click_at(&self, x: i32, y: i32) {
        let steps = [
            json!({ "type": "pointerMove", "duration": 0, "x": x, "y": y }),
            json!({ "type": "pointerDown", "button": 0 }),
            json!({ "type": "pointerUp", "button": 0 }),
        ];
        let asked = json!({ "actions": [{ "type": "pointer", "id": "mouse", "actions": steps }] });
        self.post("/actions", asked).await.unwrap_or_else(|Refused(why)| panic!("{why}"));
    }

    /// The text of an element, also of one that is scrolled away.
    pub async fn text(&self, css: &str) -> String {
        let what = format!("{css} has a text");
        let look = || async {
            let element = self.find_now(css).await.into_iter().next()?;
            let text = self.get(&format!("/element/{element}/property/textContent")).await.ok()?;
            text.as_str().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
        };
        eventually(&what, WITHIN, look).await
    }

    /// Waits until the visible text of an element holds a part.
    pub async fn reads(&self, css: &str, part: &str) -> String {
        let what = format!("{css} reads {part:?}");
        let look = || async {
            let element = self.find_now(css).await.into_iter().next()?;
            let text = self.get(&format!("/element/{element}/text")).await.ok()?;
            text.as_str().filter(|text| text.contains(part)).map(str::to_owned)
        };
        eventually(&what, WITHIN, look).await
    }

    /// Waits until an element has a text, and gives all of it: what is cut off at its edge counts, and so does what the driver
    /// does not see for standing in such a box.
    pub async fn says(&self, css: &str, part: &str) -> String {
        let what = format!("{css} says {part:?}");
        let look = || async { Some(self.text(css).await).filter(|text| text.contains(part)) };
        eventually(&what, WITHIN, look).await
    }

    /// What a field holds.
    pub async fn value(&self, css: &str) -> String {
        let element = self.find(css).await;
        let value = self.get(&format!("/element/{element}/property/value")).await;
        value.ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Runs a script in the page and gives what it returns.
    ///
    /// # Errors
    /// What the driver says, for instance that the page is gone.
    pub async fn execute(&self, script: &str) -> Result<Value, Refused> {
        self.post("/execute/sync", json!({ "script": script, "args": [] })).await
    }

    /// Runs a script that calls its last argument with the result.
    ///
    /// # Errors
    /// As [`Driver::execute`].
    pub async fn execute_async(&self, script: &str) -> Result<Value, Refused> {
        self.post("/execute/async", json!({ "script": script, "args": [] })).await
    }

    /// The address of the page.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn url(&self) -> Result<String, Refused> {
        Ok(self.get("/url").await?.as_str().unwrap_or_default().to_owned())
    }

    /// A picture of the page, as PNG, once what it shows is painted and nothing moves.
    pub async fn picture(&self) -> Vec<u8> {
        // A page without frames, for instance a covered one, is taken as it is after two seconds.
        let _ = self.execute_async(SETTLED).await;
        let text = self.get("/screenshot").await.unwrap_or_else(|Refused(why)| panic!("{why}"));
        crate::encode::from_base64(text.as_str().unwrap_or_default()).expect("a picture in base64")
    }

    /// The windows of the program.
    pub async fn windows(&self) -> Vec<String> {
        let handles = self.get("/window/handles").await.unwrap_or_default();
        handles.as_array().into_iter().flatten().filter_map(|handle| handle.as_str().map(str::to_owned)).collect()
    }

    /// The window that is driven.
    pub async fn window(&self) -> String {
        self.get("/window").await.ok().and_then(|handle| handle.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Drives another window.
    pub async fn switch_to(&self, handle: &str) {
        let switched = self.post("/window", json!({ "handle": handle })).await;
        switched.unwrap_or_else(|Refused(why)| panic!("{why}"));
    }

    /// What the program and the driver wrote to standard output and standard error.
    pub fn output(&self) -> Vec<u8> {
        self.output.lock().expect("no reader panics").clone()
    }
}

/// Fonts are there, movements that end have ended, and two frames have been painted since.
const SETTLED: &str = "const done = arguments[arguments.length - 1];
    const frame = () => new Promise((next) => requestAnimationFrame(next));
    const ends = (one) => one.effect?.getComputedTiming().iterations !== Infinity;
    const moves = document.getAnimations().filter(ends).map((one) => one.finished.catch(() => undefined));
    const settled = Promise.all([document.fonts.ready, ...moves]).then(frame).then(frame);
    const late = new Promise((next) => setTimeout(next, 2000));
    Promise.race([settled, late]).then(() => done(true));";

impl Driver {
    /// What the window looks like at this moment, for whoever reads of a failed test.
    fn keep_last_picture(&self) {
        let test = std::thread::current().name().unwrap_or("a test").replace("::", "-");
        let url = format!("{}/session/{}/screenshot", self.base, self.session);
        // On a thread and over a connection of its own: the others belong to the runtime of the test, which stands still.
        let work = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
            let ask = async { Client::new().get(url).timeout(ANSWERED_WITHIN).send().await.ok()?.json().await.ok() };
            let answer: Value = runtime.block_on(ask)?;
            crate::shots::write(&format!("failed-{test}"), &crate::encode::from_base64(answer["value"].as_str()?)?);
            Some(())
        });
        // There may be no window any more.
        let _ = work.join();
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.keep_last_picture();
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("its address").port()
}

fn merge(mut pipe: impl std::io::Read + Send + 'static, into: &Arc<Mutex<Vec<u8>>>) {
    let into = into.clone();
    std::thread::spawn(move || {
        let mut chunk = [0; 4096];
        while let Ok(read @ 1..) = pipe.read(&mut chunk) {
            into.lock().expect("no reader panics").extend_from_slice(&chunk[..read]);
        }
    });
}
