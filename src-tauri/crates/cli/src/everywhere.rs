//! `conduit-keys keys list-everywhere`: one table of all connections, and what could not be reached.

use std::collections::HashSet;

use actions::{
    Failure, KeyRef, RotationRef,
    view::{FindEverywhere, KnownKeyView, KnownPlaceView, KnownRotationView, RotationProgress},
};
use keys::Timestamp;

use crate::{
    Face,
    print::{moment, table, word},
};

pub(crate) async fn list(face: &Face, is_due: bool, search: String) -> Result<(), Failure> {
    // Before anybody is asked: a secret in its place goes nowhere.
    let asked = FindEverywhere { search, this_computer: "This computer".to_owned() };
    face.app.find_everywhere(&asked).await?;
    let mut places = face.app.list_everywhere().await?;
    let found = face.app.find_everywhere(&asked).await?;
    let (keys, rotations): (HashSet<_>, HashSet<_>) =
        (found.keys.into_iter().collect(), found.rotations.into_iter().collect());
    let now = face.ambient.now();
    for place in &mut places {
        let due = |key: &KnownKeyView| key.due_at.is_some_and(|due_at| due_at <= now);
        place.told.keys.retain(|key| keys.contains(&KeyRef::new(&key.connection, &key.id)) && (!is_due || due(key)));
        place.told.rotations.retain(|one| rotations.contains(&RotationRef::new(&one.connection, &one.id)));
    }
    face.answer(&places, || lines(&places, now))?;
    not_reached(&places, now).map_or(Ok(()), Err)
}

fn lines(places: &[KnownPlaceView], now: Timestamp) -> Vec<String> {
    let keys: Vec<_> =
        places.iter().flat_map(|place| place.told.keys.iter().map(move |key| row(place, key, now))).collect();
    let mut lines = if keys.is_empty() {
        vec!["There are no such keys.".to_owned()]
    } else {
        table(&["NAME", "PLACE", "ENVIRONMENT", "HINT", "CREATED", "DUE", "STATE", "LAST PROOF", "ID"], &keys)
    };
    let rotating = |place: &KnownPlaceView, one: &KnownRotationView| {
        let hint = one.hint.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
        let environment = one.environment.to_string();
        let began = one.started_at.to_string();
        vec![one.name.clone(), place.connection.name.clone(), environment, hint, began, progress(one), one.id.clone()]
    };
    let rotations: Vec<_> =
        places.iter().flat_map(|place| place.told.rotations.iter().map(move |one| rotating(place, one))).collect();
    if !rotations.is_empty() {
        lines.push(String::new());
        lines.extend(table(&["ROTATING", "PLACE", "ENVIRONMENT", "HINT", "BEGAN", "STEP", "ID"], &rotations));
    }
    let more = |place: &KnownPlaceView| {
        let name = &place.connection.name;
        let line =
            |environment| format!("{name} has more in {environment}: conduit-keys --connection {name} keys list");
        place.told.more.iter().map(line).collect::<Vec<_>>()
    };
    lines.extend(places.iter().flat_map(more));
    lines
}

fn row(place: &KnownPlaceView, key: &KnownKeyView, now: Timestamp) -> Vec<String> {
    let proof = key.last_proof.as_ref().map(|call| {
        let answered = call.answered.map_or_else(|| "unanswered".to_owned(), |answered| word(&answered));
        format!("{answered} {}", call.at)
    });
    let due = match key.due_at {
        Some(at) if at <= now => "due".to_owned(),
        at => moment(at),
    };
    vec![
        key.name.clone(),
        place.connection.name.clone(),
        key.environment.to_string(),
        key.hint.to_string(),
        key.created_at.to_string(),
        due,
        word(&key.state),
        proof.unwrap_or_else(|| "-".to_owned()),
        key.id.clone(),
    ]
}

fn progress(rotation: &KnownRotationView) -> String {
    match rotation.progress {
        RotationProgress::Paired { step, .. } => word(&step),
        RotationProgress::Guided { at, of } => format!("{} of {of}", at + 1),
    }
}

/// What could not be reached, as one failure: the code is the first one's.
fn not_reached(places: &[KnownPlaceView], now: Timestamp) -> Option<Failure> {
    let away = places.iter().filter_map(|place| Some((place, place.trouble.as_ref()?)));
    let say = |(place, trouble): (&KnownPlaceView, &Failure)| {
        let name = &place.connection.name;
        match place.as_of {
            Some(at) => format!("{name} is shown as of {at}, {} ago: {}", age(at, now), trouble.message),
            None => format!("Nothing is known of {name}: {}", trouble.message),
        }
    };
    let told: Vec<_> = away.clone().map(say).collect();
    let (_, first) = away.into_iter().next()?;
    Some(Failure { message: told.join("\n"), fields: Vec::new(), ..first.clone() })
}

fn age(at: Timestamp, now: Timestamp) -> String {
    let minutes = (now.as_millis() - at.as_millis()).max(0) / 60_000;
    match (minutes / 1440, minutes / 60) {
        (0, 0) => format!("{minutes} min"),
        (0, hours) => format!("{hours} h"),
        (days, _) => format!("{days} d"),
    }
}
