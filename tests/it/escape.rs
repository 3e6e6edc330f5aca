//! A page cannot get out, whatever runs in it (desktop-security sheet, sections 2 and 5 to 7).

use std::path::Path;
use std::time::{Duration, Instant};

use journeys::driver::Refused;
use journeys::trap::Trap;
use journeys::{Desk, Theme, Window, programs};
use serde_json::{Value, json};

use crate::escape_probes::{ELSEWHERE, INSIDE, NOT_GRANTED, TOOLS};

/// How long a way out is watched. The unguarded window, which is watched as long, shows that it is long enough.
const WATCHED: Duration = Duration::from_millis(350);
const OWN_PAGE: &str = "tauri://localhost";

/// A window under attack.
struct Siege<'a> {
    desk: &'a Desk,
    window: Window,
    trap: Trap,
}

impl<'a> Siege<'a> {
    async fn lay(desk: &'a Desk, program: &Path) -> Self {
        let trap = Trap::set();
        trap.call();
        assert_eq!(trap.heard(), ["a connection", "GET /control HTTP/1.1"], "the stranger hears who calls");
        Self { desk, window: Window::open_program(desk, program).await, trap }
    }

    /// Starts the window anew.
    async fn again(&mut self) {
        self.window.close(self.desk).await;
        self.window.reopen(self.desk).await;
    }

    /// Tries some ways out; what came of them, or `None` when nothing did.
    async fn attempt(&self, scripts: &[&str]) -> Option<String> {
        let (heard, windows) = (self.trap.heard().len(), self.window.driver.windows().await.len());
        for script in scripts {
            self.run(script).await;
        }
        let start = Instant::now();
        while start.elapsed() < WATCHED {
            if let Some(escape) = self.escaped(heard, windows).await {
                return Some(escape);
            }
        }
        None
    }

    async fn run(&self, script: &str) {
        let stranger = format!("http://127.0.0.1:{}", self.trap.port());
        let script = script.replace("STRANGER", &stranger).replace("PORT", &self.trap.port().to_string());
        // A script that takes the page away may lose its answer.
        let _ = self.window.driver.execute(&format!("{TOOLS} {script}")).await;
    }

    async fn escaped(&self, heard: usize, windows: usize) -> Option<String> {
        let new = self.trap.heard()[heard..].to_vec();
        if !new.is_empty() {
            return Some(format!("the stranger heard {new:?}"));
        }
        match self.window.driver.execute("return [window.__out ?? null, location.href]").await {
            Err(Refused(why)) => return Some(format!("the page is gone: {why}")),
            Ok(said) if !said[0].is_null() => return Some("code ran that must not".to_owned()),
            Ok(said) if !said[1].as_str().is_some_and(|url| url.starts_with(OWN_PAGE)) => {
                return Some(format!("the page went to {}", said[1]));
            }
            Ok(_) => {}
        }
        let now = self.window.driver.windows().await.len();
        (now != windows).then(|| format!("there are {now} windows"))
    }

    /// Asks Rust for a command.
    async fn invoke(&self, command: &str) -> Value {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             window.__TAURI_INTERNALS__.invoke({}, {{}}).then((ok) => done({{ ok: ok ?? true }}), (no) => done({{ no }}))",
            json!(command)
        );
        self.window.driver.execute_async(&script).await.unwrap_or(Value::Null)
    }
}

#[tokio::test]
async fn no_way_out_of_a_page_reaches_a_stranger_or_runs_foreign_code() {
    let desk = Desk::bare(Theme::Light);
    let program = programs::window();
    let mut siege = Siege::lay(&desk, &program).await;
    let mut escapes = Vec::new();
    let all_inside: Vec<&str> = INSIDE.iter().map(|(_, script)| *script).collect();
    if siege.attempt(&all_inside).await.is_some() {
        // One of them got out: which?
        siege.again().await;
        for (name, script) in INSIDE {
            if let Some(escape) = siege.attempt(&[script]).await {
                escapes.push(format!("{name}: {escape}"));
                siege.again().await;
            }
        }
        escapes.push("together, at least".to_owned());
    }
    // The probes above changed the page's own policy and base, which could shield what follows.
    siege.again().await;
    for (name, script) in ELSEWHERE {
        if let Some(escape) = siege.attempt(&[script]).await {
            escapes.push(format!("{name}: {escape}"));
            siege.again().await;
        }
    }
    assert_eq!(escapes, Vec::<String>::new());
    let files = journeys::canary::files(desk.home());
    let downloaded: Vec<_> = files.iter().filter(|file| file.ends_with("x") || file.ends_with("download")).collect();
    assert!(downloaded.is_empty(), "nothing was downloaded: {downloaded:?}");
}

#[tokio::test]
async fn a_window_without_its_guard_fails_the_same_probes() {
    let desk = Desk::bare(Theme::Light);
    let program = programs::window_without_guard();
    let mut siege = Siege::lay(&desk, &program).await;
    let mut held = Vec::new();
    for (name, script) in &ELSEWHERE[..6] {
        match siege.attempt(&[script]).await {
            Some(_) => siege.again().await,
            None => held.push(*name),
        }
    }
    assert_eq!(
        held,
        Vec::<&str>::new(),
        "each of these goes out without the guard, so the probes above see the difference"
    );
}

#[tokio::test]
async fn a_page_may_ask_for_what_it_was_granted_and_nothing_else() {
    let desk = Desk::bare(Theme::Light);
    let program = programs::window();
    let siege = Siege::lay(&desk, &program).await;
    assert!(siege.invoke("get_status").await["ok"].is_object(), "the control: a granted command is answered");
    for command in NOT_GRANTED {
        let answer = siege.invoke(command).await;
        assert!(answer["ok"].is_null() && !answer["no"].is_null(), "{command} must be refused: {answer}");
    }
    for (name, script) in AROUND_THE_GATE {
        let answer = siege.window.driver.execute_async(script).await.unwrap_or(Value::Null);
        assert_eq!(answer, json!("refused"), "{name}");
    }
    assert!(siege.invoke("get_status").await["ok"].is_object(), "and the page still works");
}

/// Ways to ask Rust that pass by the isolation frame, or ask from another frame. Each answers `refused`.
const AROUND_THE_GATE: [(&str, &str); 5] = [
    (
        "straight to the protocol",
        "const done = arguments[0];
         const headers = { 'Content-Type': 'application/json', 'Tauri-Callback': '1', 'Tauri-Error': '2', 'Tauri-Invoke-Key': 'x' };
         fetch('ipc://localhost/get_status', { method: 'POST', body: '{}', headers })
            .then((answer) => done(answer.ok ? 'let through' : 'refused'), () => done('refused'))",
    ),
    (
        "straight to the message handler",
        "const done = arguments[0];
         let heard = null;
         const callback = window.__TAURI_INTERNALS__.transformCallback(() => { heard = 'let through' });
         const error = window.__TAURI_INTERNALS__.transformCallback(() => { heard ??= 'refused' });
         try {
            const asked = { cmd: 'get_status', callback, error, payload: {}, options: {}, __TAURI_INVOKE_KEY__: 'x' };
            window.webkit.messageHandlers.ipc.postMessage(JSON.stringify(asked));
         } catch { heard = 'refused' }
         setTimeout(() => done(heard ?? 'refused'), 400)",
    ),
    (
        "from an empty frame",
        "const done = arguments[0];
         const frame = document.createElement('iframe');
         frame.onload = () => {
            const inside = frame.contentWindow?.__TAURI_INTERNALS__;
            if (!inside) return done('refused');
            inside.invoke('get_status').then(() => done('let through'), () => done('refused'));
            setTimeout(() => done('refused'), 800);
         };
         document.body.append(frame);
         setTimeout(() => done('refused'), 1500)",
    ),
    (
        "from our own page in a frame",
        "const done = arguments[0];
         const frame = document.createElement('iframe');
         frame.src = '/reveal.html';
         frame.onload = () => {
            try {
                const inside = frame.contentWindow.__TAURI_INTERNALS__;
                if (!inside) return done('refused');
                inside.invoke('get_status').then(() => done('let through'), () => done('refused'));
            } catch { done('refused') }
         };
         document.body.append(frame);
         setTimeout(() => done('refused'), 1500)",
    ),
    (
        "a granted command's envelope under the name of another",
        "const done = arguments[0];
         const original = window.fetch;
         window.fetch = (url, options) => original(String(url).replace('get_status', 'take_revealed'), options);
         window.__TAURI_INTERNALS__.invoke('get_status')
            .then(() => done('let through'), () => done('refused')).finally(() => { window.fetch = original });
         setTimeout(() => done('refused'), 1500)",
    ),
];
