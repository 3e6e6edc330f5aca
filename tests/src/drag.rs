//! Somebody drags files from a file manager onto a window, as X11 has it (XDND, version 5): the window is really asked whether
//! it takes them, and really reads their addresses from whoever drags.

use std::path::Path;
use std::time::Instant;

use x11rb::connection::Connection as _;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask, PropMode, SELECTION_NOTIFY_EVENT,
    SelectionNotifyEvent, SelectionRequestEvent, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;
use x11rb::{CURRENT_TIME, NONE};

use crate::{Desk, WITHIN};

const VERSION: u32 = 5;

/// Whoever drags, and the window that they are over.
struct Drag {
    screen: RustConnection,
    source: u32,
    over: u32,
    uris: String,
}

impl Desk {
    /// Drags files over the middle of a window; answers once it has been asked for, and has read, what they are.
    ///
    /// # Panics
    /// When the window takes no files.
    pub fn drag_files(&self, window: u32, files: &[&Path]) -> Dragged {
        let drag = Drag::begin(&self.display(), window, files);
        drag.until("it reads what is dragged", |event, drag| drag.gives(event));
        Dragged(drag)
    }
}

/// Files over a window.
pub struct Dragged(Drag);

impl Dragged {
    /// Lets them go there; answers once the window has taken them.
    ///
    /// # Panics
    /// When it does not.
    pub fn drop(self) {
        let Self(drag) = self;
        drag.tell("XdndDrop", [drag.source, 0, CURRENT_TIME, 0, 0]);
        let finished = drag.atom("XdndFinished");
        drag.until("it takes what is dropped", |event, drag| {
            drag.gives(event);
            matches!(event, Event::ClientMessage(message) if message.type_ == finished)
        });
    }
}

impl Drag {
    fn begin(display: &str, over: u32, files: &[&Path]) -> Self {
        let (screen, number) = x11rb::connect(Some(display)).expect("the screen is there");
        let root = screen.setup().roots[number].root;
        let source = screen.generate_id().expect("an id");
        let (depth, aux) = (x11rb::COPY_DEPTH_FROM_PARENT, CreateWindowAux::new());
        let made = screen.create_window(depth, source, root, 0, 0, 1, 1, 0, WindowClass::INPUT_OUTPUT, 0, &aux);
        made.expect("sent").check().expect("a window to drag from");
        let uris = files.iter().map(|file| format!("file://{}\r\n", file.display())).collect();
        let drag = Self { screen, source, over, uris };
        let selection = drag.atom("XdndSelection");
        drag.screen.set_selection_owner(source, selection, CURRENT_TIME).expect("sent").check().expect("owned");
        drag.tell("XdndEnter", [source, VERSION << 24, drag.atom("text/uri-list"), NONE, NONE]);
        let size = drag.screen.get_geometry(over).expect("sent").reply().expect("the window is there");
        let (x, y) = ((size.width / 2) as i16, (size.height / 2) as i16);
        let at = drag.screen.translate_coordinates(over, root, x, y).expect("sent").reply().expect("a place");
        let place = (at.dst_x as u32) << 16 | at.dst_y as u32;
        drag.tell("XdndPosition", [source, 0, place, CURRENT_TIME, drag.atom("XdndActionCopy")]);
        drag
    }

    fn atom(&self, name: &str) -> u32 {
        self.screen.intern_atom(false, name.as_bytes()).expect("sent").reply().expect("an atom").atom
    }

    fn tell(&self, kind: &str, what: [u32; 5]) {
        let message = ClientMessageEvent::new(32, self.over, self.atom(kind), what);
        self.screen.send_event(false, self.over, EventMask::NO_EVENT, message).expect("sent").check().expect("taken");
    }

    /// Gives the files' addresses to whoever asks for them; answers whether somebody did.
    fn gives(&self, event: &Event) -> bool {
        let Event::SelectionRequest(SelectionRequestEvent { time, requestor, selection, target, property, .. }) =
            *event
        else {
            return false;
        };
        let text = self.uris.as_bytes();
        let kind = if target == self.atom("text/uri-list") { target } else { AtomEnum::STRING.into() };
        let put = self.screen.change_property8(PropMode::REPLACE, requestor, property, kind, text);
        put.expect("sent").check().expect("written");
        let given = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time,
            requestor,
            selection,
            target,
            property,
        };
        self.screen.send_event(false, requestor, EventMask::NO_EVENT, given).expect("sent").check().expect("taken");
        true
    }

    /// Hears events until one is what is waited for.
    fn until(&self, what: &str, is: impl Fn(&Event, &Self) -> bool) {
        let begin = Instant::now();
        loop {
            match self.screen.poll_for_event().expect("the screen is there") {
                Some(event) if is(&event, self) => return,
                Some(_) => {}
                None => std::thread::yield_now(),
            }
            assert!(begin.elapsed() < WITHIN, "{what}: not within {WITHIN:?}");
        }
    }
}
