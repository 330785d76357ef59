//! What the markup around a block says: one struct of named figures, weighed like those of the line itself.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::hints::Hint;
use super::page::{Page, Raw};
use crate::extract::Reason;
use crate::extract::features::figures;
use crate::extract::phrases::ratio;

figures! {
    /// The markup around a block. All values lie between 0 and 1; for plain text all are 0.
    Markup {
        /// Share of letters in links; hardly anything but links; share in bold.
        link, links_only, bold,
        /// The element that holds it.
        tag_p, tag_li, tag_heading, tag_h1, tag_cell, tag_quote, tag_caption, tag_div,
        /// Stands in `article` or `main`; in an element that names itself the article's text.
        in_article, in_body,
        /// Stands in `nav`, `footer` or `aside`; in `header`; in a form; in a list; in a table.
        in_nav, in_header, in_form, in_list, in_table,
        /// A name of furniture on it or right above it; further above; on both.
        hint_near, hint_far, hint_twice,
        /// The names of furniture that are least often wrong: related, comments, share, cookie, newsletter, menus.
        hint_sure,
        /// A name of a byline, date or credit.
        hint_meta,
        /// A name of the article's text within three levels; further above.
        content_near, content_far,
        /// A name of a standfirst.
        standfirst,
        /// How far up one must go from the densest container to reach it: inside; one; two; more levels.
        top_0, top_1, top_2, top_3,
        /// Share of the page's running text with the same parent; with the same names on the way up.
        kin, alike,
        /// The page's structured data hold the article's text, and it has this block; or has it not.
        witness, no_witness,
        /// Equals the title that the page declares; is part of the description that it declares.
        title, description,
        /// The page hides it.
        hidden,
    }
}

/// What a block's surroundings say, and the furniture that its names tell of.
#[derive(Clone, Debug, Default)]
pub(super) struct Around {
    pub markup: Markup,
    pub reason: Option<(Reason, &'static str)>,
    pub caption: bool,
    pub heading: bool,
    pub item: bool,
    pub quotation: bool,
}

fn flag(on: bool) -> f32 {
    f32::from(u8::from(on))
}

/// The figures of all blocks of a page. `words`: length of each block in words; `prose`: whether it reads like
/// running text.
pub(super) fn measure(page: &Page, words: &[f32], prose: &[bool]) -> Vec<Around> {
    let total: f32 = words.iter().zip(prose).filter(|(_, p)| **p).map(|(w, _)| *w).sum();
    let shares = Shares::of(page, words, prose, total);
    page.blocks.iter().enumerate().map(|(index, raw)| around(page, raw, index, &shares)).collect()
}

/// Running text by element: what is below each one, in parts of the page's.
struct Shares {
    below: Vec<f32>,
    /// By parent of the holding element, and by the names on the way up; in parts of the largest.
    kin: Vec<f32>,
    alike: Vec<f32>,
    /// Levels from the densest container up to where it meets the block's.
    levels: Vec<usize>,
    /// Small boxes around a form: what they say belongs to it.
    boxes: HashSet<usize>,
}

impl Shares {
    fn of(page: &Page, words: &[f32], prose: &[bool], total: f32) -> Self {
        let mut below = vec![0.0_f32; page.elements.len()];
        let mut score = vec![0.0_f32; page.elements.len()];
        let mut kin: HashMap<usize, f32> = HashMap::new();
        let mut alike: HashMap<String, f32> = HashMap::new();
        let blocks = || page.blocks.iter().zip(words).zip(prose);
        for ((raw, words), prose) in blocks() {
            if !*prose {
                continue;
            }
            *kin.entry(parent(page, raw.element)).or_default() += words;
            *alike.entry(signature(page, raw.element)).or_default() += words;
            let value = words.min(120.0).sqrt() * (1.0 - ratio(raw.link, raw.letters));
            for (level, (index, element)) in page.above(raw.element).enumerate() {
                if let Some(slot) = below.get_mut(index) {
                    *slot += words / total.max(1.0);
                }
                // As in Readability: the nearer the container, the more it owns the text.
                let part = if level == 0 { 0.4 } else { 1.0 / level as f32 };
                let bad = element.hints.iter().any(|h| matches!(h, Hint::Furniture(r, _) if sure(*r)));
                if let Some(slot) = score.get_mut(index).filter(|_| level <= 6) {
                    *slot += value * part * if bad { 0.3 } else { 1.0 };
                }
            }
        }
        let boxes = form_boxes(page, &below);
        let top = score.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|(index, _)| index);
        let climb: HashMap<usize, usize> =
            top.map(|top| page.above(top).enumerate().map(|(level, (i, _))| (i, level)).collect()).unwrap_or_default();
        let most = |values: &mut dyn Iterator<Item = f32>| values.fold(1.0_f32, f32::max);
        let (kin_most, alike_most) = (most(&mut kin.values().copied()), most(&mut alike.values().copied()));
        let share = |value: Option<&f32>, most: f32| value.map_or(0.0, |v| v / most);
        Shares {
            boxes,
            below,
            kin: page.blocks.iter().map(|raw| share(kin.get(&parent(page, raw.element)), kin_most)).collect(),
            alike: page.blocks.iter().map(|raw| share(alike.get(&signature(page, raw.element)), alike_most)).collect(),
            levels: page
                .blocks
                .iter()
                .map(|raw| page.above(raw.element).find_map(|(i, _)| climb.get(&i).copied()).unwrap_or(9))
                .collect(),
        }
    }
}

/// The forms of a page and up to two levels of elements around each, as long as next to none of the text is in them.
fn form_boxes(page: &Page, below: &[f32]) -> HashSet<usize> {
    let forms = page.elements.iter().enumerate().filter(|(_, e)| e.name == "form").map(|(index, _)| index);
    let small = |index: usize| below.get(index).is_some_and(|share| *share < 0.1);
    forms
        .take(1000)
        .flat_map(|form| page.above(form).take(3).map(|(index, _)| index).take_while(|index| small(*index)))
        .filter(|index| {
            page.elements.get(*index).is_some_and(|e| !matches!(e.name.as_str(), "body" | "html" | "article"))
        })
        .collect()
}

fn parent(page: &Page, element: usize) -> usize {
    page.elements.get(element).and_then(|e| e.parent).unwrap_or(element)
}

/// Tag and classes of the element and the three above it.
fn signature(page: &Page, element: usize) -> String {
    let mut out = String::new();
    for (_, e) in page.above(element).take(4) {
        out.push_str(&e.name);
        out.push('.');
        out.extend(e.class.chars().take(60));
        out.push(' ');
    }
    out
}

/// Kinds of furniture whose names are rarely found on an article's own text.
fn sure(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::Related
            | Reason::Comments
            | Reason::Share
            | Reason::Cookie
            | Reason::Subscribe
            | Reason::Navigation
            | Reason::Advertisement
            | Reason::Follow
    )
}

fn around(page: &Page, raw: &Raw, index: usize, shares: &Shares) -> Around {
    let mut out = Around::default();
    let m = &mut out.markup;
    m.link = ratio(raw.link, raw.letters);
    m.links_only = flag(m.link > 0.85);
    m.bold = ratio(raw.bold, raw.letters);
    m.kin = shares.kin.get(index).copied().unwrap_or(0.0);
    m.alike = shares.alike.get(index).copied().unwrap_or(0.0);
    match shares.levels.get(index) {
        Some(0) => m.top_0 = 1.0,
        Some(1) => m.top_1 = 1.0,
        Some(2) => m.top_2 = 1.0,
        _ => m.top_3 = 1.0,
    }
    let mut block = true;
    for (level, (at, element)) in page.above(raw.element).enumerate() {
        let wide = shares.below.get(at).is_some_and(|share| *share > 0.5);
        tags(&mut out, &element.name, level, wide, &mut block);
        let m = &mut out.markup;
        m.in_form = m.in_form.max(flag(shares.boxes.contains(&at)));
        let role_nav = matches!(element.role.as_str(), "navigation" | "banner" | "contentinfo" | "complementary");
        m.in_nav = m.in_nav.max(flag(role_nav && !wide));
        m.in_article = m.in_article.max(flag(element.role == "main" || element.role == "article"));
        m.in_body = m.in_body.max(flag(element.itemprop.split(' ').any(|p| p.eq_ignore_ascii_case("articlebody"))));
        m.hidden = m.hidden.max(flag(element.hidden && !wide));
        for hint in &element.hints {
            apply(&mut out, *hint, level, wide);
        }
    }
    let m = &mut out.markup;
    m.hint_twice = m.hint_near * m.hint_far;
    out
}

fn tags(out: &mut Around, name: &str, level: usize, wide: bool, block: &mut bool) {
    let m = &mut out.markup;
    if *block {
        *block = matches!(name, "span" | "time" | "label" | "b");
        match name {
            "p" => m.tag_p = 1.0,
            "li" | "dd" | "dt" => m.tag_li = 1.0,
            "h1" => (m.tag_heading, m.tag_h1) = (1.0, 1.0),
            "h2" | "h3" | "h4" | "h5" | "h6" => m.tag_heading = 1.0,
            "td" | "th" => m.tag_cell = 1.0,
            "blockquote" => m.tag_quote = 1.0,
            "figcaption" => m.tag_caption = 1.0,
            _ => m.tag_div = 1.0,
        }
    }
    match name {
        "article" | "main" => m.in_article = 1.0,
        "nav" | "footer" | "aside" if !wide => m.in_nav = 1.0,
        "header" if !wide => m.in_header = 1.0,
        "form" | "fieldset" if !wide => m.in_form = 1.0,
        "li" | "dd" | "dt" => {
            m.in_list = 1.0;
            out.item |= level <= 3 && !wide;
        }
        "table" => m.in_table = 1.0,
        "blockquote" => out.quotation |= !wide,
        "figcaption" | "figure" | "caption" => out.caption |= !wide,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => out.heading = true,
        _ => {}
    }
}

fn apply(out: &mut Around, hint: Hint, level: usize, wide: bool) {
    let m = &mut out.markup;
    match hint {
        Hint::Content if level <= 3 => m.content_near = 1.0,
        Hint::Content => m.content_far = 1.0,
        Hint::Standfirst if level <= 2 && !wide => m.standfirst = 1.0,
        Hint::Caption if level <= 2 && !wide => out.caption = true,
        Hint::Furniture(reason, entry) if !wide => {
            if level <= 1 {
                m.hint_near = 1.0
            } else {
                m.hint_far = 1.0
            }
            if sure(reason) {
                m.hint_sure = 1.0;
            } else {
                m.hint_meta = m.hint_meta.max(flag(level <= 2));
            }
            if out.reason.is_none_or(|(known, _)| sure(reason) && !sure(known)) {
                out.reason = Some((reason, entry));
            }
        }
        _ => {}
    }
}
