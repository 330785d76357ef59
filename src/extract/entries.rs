//! Finds the entries of a live blog: what stands behind lines that are nothing but a time.

use std::collections::HashMap;

use super::byline::Lines;
use super::features::Known;
use super::{Candidate, Role, html};

/// The fewest entries, with different times, that make a live blog.
const FEWEST: usize = 3;
/// How many lines that were removed may stand between the time of an entry and its text: its author, buttons to share it.
const BETWEEN: usize = 4;
/// The most words of a line that is nothing but a time.
const WORDS: f32 = 10.0;

/// When each entry was posted, by the candidate that opens it; none where the document is no live blog.
pub(super) fn times(lines: Lines<'_>, roles: &[Option<Role>]) -> HashMap<usize, String> {
    let stays = |index: usize| roles.get(index).is_some_and(|role| role.is_some_and(|role| role != Role::Caption));
    let mut out = HashMap::new();
    let mut last: Option<(usize, String)> = None;
    for (index, (candidate, known)) in lines.candidates.iter().zip(lines.known).enumerate() {
        if let Some(time) = alone(candidate, known) {
            last = Some((index, time));
        } else if stays(index) && known.stops {
            let near = last.take().filter(|(at, _)| index - at <= BETWEEN);
            let time = element(candidate).or_else(|| near.map(|(_, time)| time));
            out.extend(time.map(|time| (index, time)));
        }
    }
    if is_live(&out) { out } else { HashMap::new() }
}

/// Whether the entries are those of a live blog: several, the newest first or last.
fn is_live(times: &HashMap<usize, String>) -> bool {
    let mut all: Vec<(&usize, &String)> = times.iter().collect();
    all.sort_unstable();
    let mut times: Vec<&String> = all.into_iter().map(|(_, time)| time).collect();
    let ordered = times.is_sorted() || times.is_sorted_by(|a, b| a >= b);
    times.dedup();
    ordered && times.len() >= FEWEST
}

/// The time that a line gives, if it gives nothing else.
fn alone(candidate: &Candidate, known: &Known) -> Option<String> {
    let words = known.counts.words();
    let dated = known.stamp.cover > 0.6 && words <= WORDS;
    let line = || {
        let time = known.stamp.time.filter(|_| dated)?;
        known.stamp.published().or_else(|| Some(time.strftime("%H:%M").to_string()))
    };
    // "12 minutes ago", with the time in an attribute.
    element(candidate).filter(|_| dated || words <= 4.0).or_else(line)
}

/// The moment that a `<time>` in a block gives.
fn element(candidate: &Candidate) -> Option<String> {
    let time = candidate.around.as_deref()?.time.as_deref()?;
    html::moment(time).filter(|time| time.contains('T'))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::extract::{Article, Options, extract};
    use crate::input::from_bytes;

    const POSTS: [&str; 4] = [
        "The tug has reached the ferry, and the first passengers are being taken off, the coast guard of Kelmouth says.",
        "Divers have found no leak so far, the harbour master tells reporters on the quay; the pumps go on all the same.",
        "The wind is dropping, and the second tug has left Saltby with a crew of nine and two more pumps on board.",
        "A call for help was heard at a quarter to two, says the operator of the line, which has run since May 1987.",
    ];

    fn read(name: &str, body: &str) -> Article {
        extract(&from_bytes(name, body.as_bytes()).unwrap(), &Options::default())
    }

    fn times(article: &Article) -> Vec<Option<&str>> {
        let posts = article.blocks.iter().filter(|block| block.span.len() > 80);
        posts.map(|block| block.time.as_deref()).collect()
    }

    #[test]
    fn posts_of_a_live_blog_have_their_times() {
        let entry = |minute: usize, post: &str| {
            format!(
                "<div class=post><time datetime='2024-08-12T14:{minute}:00+01:00'>14:{minute}</time><p>{post}</p></div>"
            )
        };
        let posts: String = POSTS.iter().zip([52, 47, 31, 12]).map(|(post, minute)| entry(minute, post)).collect();
        let page =
            format!("<html lang=en><body><article><h1>Ferry aground off Kelmouth</h1>{posts}</article></body></html>");
        let article = read("live.html", &page);
        let expected = [52, 47, 31, 12].map(|minute| format!("2024-08-12T14:{minute}:00+01:00"));
        assert_eq!(times(&article), expected.each_ref().map(|time| Some(time.as_str())));
    }

    #[test]
    fn one_time_makes_no_live_blog() {
        let page = format!(
            "<html lang=en><body><article><h1>Ferry aground</h1><time datetime=2024-08-12T14:52:00Z>14:52</time>{}</article></body></html>",
            POSTS.map(|post| format!("<p>{post}</p>")).concat()
        );
        assert_eq!(times(&read("story.html", &page)), [None; 4]);
    }
}
