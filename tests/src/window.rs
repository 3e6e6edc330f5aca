//! The real window on a person's desktop, as that person uses it.

use std::path::{Path, PathBuf};

use rustix::process::{Signal, kill_process};

use crate::{Desk, Driver, WITHIN, eventually, programs, shots};

/// The window, driven. Its elements are named by their `data-testid`.
pub struct Window {
    /// What drives it.
    pub driver: Driver,
    program: PathBuf,
    /// What earlier drivers and programs wrote.
    said_before: Vec<u8>,
}

impl Window {
    /// Starts the program and waits for its page.
    pub async fn open(desk: &Desk) -> Self {
        Self::open_program(desk, &programs::window()).await
    }

    /// Starts the program, sets an organization up, and creates a key up to the one-time sheet.
    pub async fn with_new_key(desk: &Desk, key: &str, access: &str) -> Self {
        let window = Self::open(desk).await;
        window.set_up("Acme Ltd").await;
        window.create(key, access).await;
        window
    }

    /// Starts this build of the program and waits for its page.
    pub async fn open_program(desk: &Desk, program: &Path) -> Self {
        let window =
            Self { driver: Driver::open(desk, program).await, program: program.to_owned(), said_before: Vec::new() };
        window.loaded().await;
        window
    }

    /// Waits until the page is there and can ask Rust.
    pub async fn loaded(&self) {
        let script = "return document.querySelector('#__tauri_isolation__') !== null && document.body !== null";
        let look = || async { (self.driver.execute(script).await.ok()? == true).then_some(()) };
        eventually("the page is loaded", WITHIN, look).await;
    }

    /// Ends the program in the middle of whatever it does.
    pub async fn kill(&mut self, desk: &Desk) {
        self.signal(desk, Signal::KILL);
        self.close(desk).await;
    }

    /// Ends the program as the system does when the person signs out.
    pub async fn terminate(&mut self, desk: &Desk) {
        self.signal(desk, Signal::TERM);
        self.ended(desk).await;
        self.close(desk).await;
    }

    /// Ends the program and waits until it is gone: it lets no second one in.
    pub async fn close(&mut self, desk: &Desk) {
        self.driver.end().await;
        self.ended(desk).await;
    }

    fn signal(&self, desk: &Desk, signal: Signal) {
        for pid in desk.processes(self.name()) {
            kill_process(pid, signal).expect("the program takes the signal");
        }
    }

    /// The name of the program's file.
    pub fn name(&self) -> &str {
        self.program.file_name().and_then(|name| name.to_str()).unwrap_or_default()
    }

    async fn ended(&self, desk: &Desk) {
        // A dying process has left the list of programs before it has left the bus, where a new one would ask for it.
        let is_there = || !desk.processes(self.name()).is_empty() || desk.is_on_the_bus("com.conduitkeys.desktop");
        let look = || async { (!is_there()).then_some(()) };
        eventually("the program has ended", WITHIN, look).await;
    }

    /// Starts the program again after [`Window::close`], with a new driver: one whose session ended badly takes no other.
    pub async fn reopen(&mut self, desk: &Desk) {
        self.said_before = self.output();
        self.driver = Driver::open(desk, &self.program).await;
        self.loaded().await;
    }

    /// All that the program wrote to standard output and standard error, and its driver too.
    pub fn output(&self) -> Vec<u8> {
        [self.said_before.clone(), self.driver.output()].concat()
    }

    /// Takes a picture.
    pub async fn picture(&self, name: &str) {
        shots::keep(&self.driver, name).await;
    }

    /// Clicks a named element.
    pub async fn click(&self, name: &str) {
        self.driver.click(&named(name)).await;
    }

    /// Clicks a named element, once, and waits for what it brings.
    pub async fn click_for(&self, name: &str, brought: &str) {
        self.click(name).await;
        self.sees(brought).await;
    }

    /// Goes to a page and waits for a named part of it, or one of that id.
    pub async fn go_to(&self, page: &str, part: &str) {
        self.click(&format!("nav-{page}")).await;
        self.driver.find(&format!("main {}, main #{part}", named(part))).await;
    }

    /// Ticks a named box, or leaves it ticked: with one click.
    pub async fn tick(&self, name: &str) {
        let ticked = format!("{}:checked", named(name));
        self.sees(name).await;
        if self.driver.find_now(&ticked).await.is_empty() {
            self.click(name).await;
            self.driver.find(&ticked).await;
        }
    }

    /// Types into a named field.
    pub async fn type_into(&self, name: &str, text: &str) {
        self.driver.type_into(&named(name), text).await;
    }

    /// Waits for a named element.
    pub async fn sees(&self, name: &str) {
        self.driver.find(&named(name)).await;
    }

    /// Waits until a named element is not there any more.
    pub async fn sees_no(&self, name: &str) {
        self.driver.gone(&named(name)).await;
    }

    /// Waits until a named element reads a text, and gives all of it.
    pub async fn reads(&self, name: &str, part: &str) -> String {
        self.driver.reads(&named(name), part).await
    }

    /// Waits until a named element, which may be cut off at its edge, has a text, and gives all of it.
    pub async fn says(&self, name: &str, part: &str) -> String {
        self.driver.says(&named(name), part).await
    }

    /// Whether a named control cannot be used now; it stays reachable, so that the reason can be read.
    pub async fn is_off(&self, name: &str) -> bool {
        let script = format!("return document.querySelector({:?}).getAttribute('aria-disabled')", named(name));
        self.driver.execute(&script).await.expect("it is there") == "true"
    }

    /// Waits until the list has a key of this name in this state.
    pub async fn lists(&self, key: &str, state: &str) {
        self.driver.find(&row(key, state)).await;
    }

    /// Clicks the row of a listed key.
    pub async fn click_key(&self, key: &str, state: &str) {
        self.driver.click(&row(key, state)).await;
    }

    /// Opens the drawer of a listed key.
    pub async fn open_key(&self, key: &str, state: &str) {
        self.click_key(key, state).await;
        self.sees("key-drawer").await;
    }

    /// The id of a listed key.
    pub async fn key_id(&self, key: &str, state: &str) -> String {
        self.driver.find(&row(key, state)).await;
        let script = format!("return document.querySelector({:?}).dataset.keyId", row(key, state));
        let id = self.driver.execute(&script).await.ok().and_then(|id| id.as_str().map(str::to_owned));
        id.expect("a listed key has an id")
    }

    /// The welcome: names the organization and goes on to Keys.
    pub async fn set_up(&self, organization: &str) {
        self.type_into("welcome-name", organization).await;
        self.click("welcome-continue").await;
        self.sees("create-key").await;
    }

    /// Creates a key up to the one-time sheet.
    pub async fn create(&self, key: &str, access: &str) {
        self.click_for("create-key", "create-name").await;
        self.type_into("create-name", key).await;
        self.tick(&format!("access-{access}")).await;
        self.click("create-submit").await;
        self.sees("one-time-sheet").await;
    }

    /// On the one-time sheet: writes the secret into a file of the home under a variable.
    pub async fn write_secret(&self, file: &str, variable: &str) {
        self.click_for("sheet-send", "send-to-env").await;
        self.click_for("send-to-env", "sheet-write-path").await;
        self.type_into("sheet-write-path", &format!("~/{file}")).await;
        self.type_into("sheet-write-variable", variable).await;
        self.click("send-env-submit").await;
        self.says("sheet-sent", "Written").await;
    }

    /// On the one-time sheet: saves the secret in the keychain, which is proved then.
    pub async fn save_in_keychain(&self) {
        self.click("sheet-save").await;
        self.reads("one-time-sheet", "Saved in").await;
    }

    /// On the one-time sheet: says that the secret is saved, where that is not proved, and is done by one click: nothing
    /// has moved away from under it.
    pub async fn confirm(&self) {
        self.say_saved().await;
        self.click("sheet-done").await;
        self.sees_no("one-time-sheet").await;
    }

    /// On the one-time sheet: says that the secret is saved, where the keychain has not proved it.
    pub async fn say_saved(&self) {
        self.sees("sheet-done").await;
        if !self.driver.find_now(&named("sheet-saved")).await.is_empty() {
            self.tick("sheet-saved").await;
        }
    }
}

/// The selector of a named element.
pub fn named(name: &str) -> String {
    format!("[data-testid={name:?}]")
}

fn row(key: &str, state: &str) -> String {
    format!("[data-testid=\"key-row\"][data-name={key:?}][data-state={state:?}]")
}

/// The value of a variable in an `.env` file, as a shell reads it.
pub fn variable(desk: &Desk, file: &str, name: &str) -> String {
    desk.shell(file, &format!("printf %s \"${name}\""))
}
