use super::*;
use std::collections::HashSet;

/// The roles that may stand beside one another in an article's text.
const IN_TEXT: [Role; 13] = [
    Role::Text,
    Role::Quote,
    Role::Cue,
    Role::Unreviewed,
    Role::Accepted,
    Role::Corrected,
    Role::Rejected,
    Role::Added,
    Role::Match,
    Role::CurrentMatch,
    Role::Selection,
    Role::Item,
    Role::Cursor,
];

const VERDICTS: [Verdict; 5] = [
    Verdict::Unreviewed,
    Verdict::Accepted,
    Verdict::Corrected,
    Verdict::Rejected,
    Verdict::Added,
];

#[test]
fn without_colour_every_role_of_the_text_looks_different() {
    for name in Theme::NAMES {
        let theme = Theme::named(name, ColourDepth::None, None).unwrap();
        let looks: HashSet<_> = IN_TEXT.map(|role| theme.style(role)).into();
        assert_eq!(looks.len(), IN_TEXT.len());
        for role in Role::ALL {
            assert_eq!((theme.style(role).fg, theme.style(role).bg), (None, None));
        }
    }
}

/// Hue alone tells nothing: whatever the theme and the terminal, two layers of the text differ in
/// how their letters look, or in whether they stand on a ground of their own.
#[test]
fn in_every_theme_the_roles_of_the_text_differ_in_more_than_hue() {
    let depths = [
        ColourDepth::Sixteen,
        ColourDepth::Indexed,
        ColourDepth::Exact,
    ];
    for name in Theme::NAMES {
        for depth in depths {
            let theme = Theme::named(name, depth, Some(Ground::Light)).unwrap();
            let looks: HashSet<_> = IN_TEXT
                .map(|role| {
                    let style = theme.style(role);
                    let ground = role != Role::Text && style.bg.is_some();
                    (style.add_modifier, ground)
                })
                .into();
            assert_eq!(looks.len(), IN_TEXT.len(), "{name}, {depth:?}");
        }
    }
}

#[test]
fn verdicts_look_different_by_modifiers_in_every_theme_even_without_italics() {
    for name in Theme::NAMES {
        let theme = Theme::named(name, ColourDepth::Exact, None).unwrap();
        let modifiers = |theme: &Theme, verdicts: &[Verdict]| {
            let looks: HashSet<_> = verdicts
                .iter()
                .map(|&v| theme.style(Role::of(v)).add_modifier)
                .collect();
            looks.len()
        };
        assert_eq!(modifiers(&theme, &VERDICTS), 5);
        assert_eq!(modifiers(&theme.without_italics(), &VERDICTS[..4]), 4);
    }
    let signs: HashSet<_> = VERDICTS.map(verdict_sign).into();
    assert_eq!(signs.len(), 5);
}

#[test]
fn labels_have_letters_of_their_own() {
    let letters: HashSet<_> = Label::BUILT_IN.iter().map(label_letter).collect();
    assert_eq!(letters.len(), Label::BUILT_IN.len());
    assert_eq!(label_letter(&Label::new("VESSEL")), 'v');
    assert_eq!(label_letter(&Label::new("")), '*');
}

#[test]
fn only_the_high_contrast_theme_paints_the_ground() {
    for name in Theme::NAMES {
        let ground = Theme::named(name, ColourDepth::Exact, None)
            .unwrap()
            .style(Role::Text)
            .bg;
        assert_eq!(
            matches!(ground, None | Some(Color::Reset)),
            name != "high-contrast"
        );
    }
}

/// The relative luminance of an exact colour, after WCAG 2.2.
fn luminance(colour: Color) -> f64 {
    let Color::Rgb(r, g, b) = colour else {
        panic!("{colour} is not exact")
    };
    let linear = |c: u8| {
        let c = f64::from(c) / 255.0;
        if c <= 0.04045 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

fn contrast(a: Color, b: Color) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn exact_colours_are_readable_on_their_ground() {
    for (name, ground, least) in [
        ("dark", 0x001e_1e1e, 4.5),
        ("light", 0x00fa_fafa, 4.5),
        ("high-contrast", 0x0000_0000, 7.0),
    ] {
        let theme = Theme::named(name, ColourDepth::Exact, None).unwrap();
        let styles = Role::ALL.iter().map(|&role| theme.style(role));
        for style in styles.chain(theme.labels.iter().copied()) {
            let Some(ink @ Color::Rgb(..)) = style.fg else {
                continue;
            };
            let ground = style.bg.unwrap_or(Color::from_u32(ground));
            assert!(
                contrast(ink, ground) >= least,
                "{name}: {ink} on {ground}: {}",
                contrast(ink, ground)
            );
        }
    }
}

/// How a colour looks to eyes without the green cones (or the red ones), after Viénot, Brettel and
/// Mollon, “Digital video colourmaps for checking the legibility of displays by dichromats”, 1999.
fn as_dichromat(colour: Color, red: bool) -> [f64; 3] {
    let Color::Rgb(r, g, b) = colour else {
        panic!("{colour} is not exact")
    };
    let [r, g, b] = [r, g, b].map(f64::from);
    let (rg, blue) = if red {
        (0.112_38 * r + 0.887_62 * g, 0.004_01 * r - 0.004_01 * g + b)
    } else {
        (
            0.292_75 * r + 0.707_25 * g,
            -0.022_34 * r + 0.022_34 * g + b,
        )
    };
    [rg, rg, blue]
}

#[test]
fn people_organisations_places_and_groups_differ_for_all_eyes() {
    for name in ["dark", "light", "high-contrast"] {
        let theme = Theme::named(name, ColourDepth::Exact, None).unwrap();
        let colours: Vec<_> = theme.labels[..4].iter().filter_map(|s| s.fg).collect();
        for red in [false, true] {
            for (i, &a) in colours.iter().enumerate() {
                for &b in &colours[..i] {
                    let apart: f64 = as_dichromat(a, red)
                        .iter()
                        .zip(as_dichromat(b, red))
                        .map(|(a, b)| (a - b) * (a - b))
                        .sum();
                    assert!(apart.sqrt() > 40.0, "{name}: {a} and {b}: {}", apart.sqrt());
                }
            }
        }
    }
}

#[test]
fn exact_colours_become_what_the_terminal_has() {
    let dark = Theme::named("dark", ColourDepth::Indexed, None).unwrap();
    assert_eq!(dark.labels[0].fg, Some(Color::Indexed(74)));
    assert_eq!(
        Theme::named("dark", ColourDepth::Sixteen, None),
        Theme::named(Theme::TERMINAL, ColourDepth::Sixteen, None)
    );
    assert_eq!(Theme::named("sepia", ColourDepth::Exact, None), None);
}

#[test]
fn labels_can_be_given_styles() {
    let mut theme = Theme::named(Theme::TERMINAL, ColourDepth::Sixteen, None).unwrap();
    let vessel = Label::new("VESSEL");
    assert!(usize::from(theme.slot(&vessel).0) < Label::BUILT_IN.len());
    for label in [&vessel, &Label::PERSON] {
        for style in [Style::new().red(), Style::new().blue()] {
            theme.set_label(label, style);
            assert_eq!(theme.label(theme.slot(label)), style);
        }
    }
    assert_eq!(
        theme.label(theme.slot(&Label::ORG)).fg,
        Some(Color::Magenta)
    );
}

#[test]
fn role_names_are_distinct_and_roles_in_order() {
    let names: HashSet<_> = Role::ALL.map(Role::name).into();
    assert_eq!(names.len(), Role::ALL.len());
    assert!(
        Role::ALL
            .iter()
            .enumerate()
            .all(|(at, &role)| at == role as usize)
    );
}

#[test]
fn the_environment_says_how_many_colours_there_are() {
    for (variables, depth) in [
        (&[("TERM", "xterm")][..], ColourDepth::Sixteen),
        (&[], ColourDepth::Sixteen),
        (&[("TERM", "linux")], ColourDepth::Sixteen),
        (&[("TERM", "tmux-256color")], ColourDepth::Indexed),
        (&[("TERM", "xterm-kitty")], ColourDepth::Exact),
        (
            &[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")],
            ColourDepth::Exact,
        ),
        (
            &[("TERM", "screen-256color"), ("COLORTERM", "truecolor")],
            ColourDepth::Indexed,
        ),
        (
            &[
                ("TERM", "screen-256color"),
                ("COLORTERM", "truecolor"),
                ("TMUX", "/tmp/x"),
            ],
            ColourDepth::Exact,
        ),
        (
            &[("TERM", "xterm-kitty"), ("NO_COLOR", "1")],
            ColourDepth::None,
        ),
        (&[("TERM", "xterm"), ("NO_COLOR", "")], ColourDepth::Sixteen),
        (&[("TERM", "vt100")], ColourDepth::None),
        (&[("TERM", "dumb")], ColourDepth::None),
    ] {
        let found = ColourDepth::detect(|name| {
            let value = variables.iter().find(|(n, _)| *n == name);
            value.map(|(_, value)| (*value).to_owned())
        });
        assert_eq!(found, depth, "{variables:?}");
    }
}

#[test]
fn the_ground_is_what_the_terminal_says() {
    for (said, ground) in [
        ("15;0", Some(Ground::Dark)),
        ("0;15", Some(Ground::Light)),
        ("0;default;15", Some(Ground::Light)),
        ("12;8", Some(Ground::Dark)),
        ("15;default", None),
        ("", None),
    ] {
        let found = Ground::detect(|_| Some(said.to_owned()));
        assert_eq!(found, ground, "{said}");
    }
    let named = |name, ground| Theme::named(name, ColourDepth::Exact, ground);
    assert_eq!(named("auto", Some(Ground::Light)), named("light", None));
    assert_eq!(named("auto", Some(Ground::Dark)), named("dark", None));
    assert_eq!(named("auto", None), named("terminal", None));
}

#[test]
fn exact_colours_become_the_nearest_of_those_that_there_are() {
    let orange = Color::from_u32(0x00e6_9f00);
    for (depth, shown) in [
        (ColourDepth::Exact, orange),
        (ColourDepth::Indexed, Color::Indexed(178)),
        (ColourDepth::Sixteen, Color::Yellow),
        (ColourDepth::None, Color::Reset),
    ] {
        assert_eq!(nearest(orange, depth), shown);
    }
    assert_eq!(nearest(Color::Cyan, ColourDepth::Sixteen), Color::Cyan);
}

fn read_as(name: &str, text: &str, depth: ColourDepth) -> (Theme, Vec<String>) {
    let (theme, told) = read(name, std::path::Path::new("t.toml"), text, depth, None);
    (theme, told.iter().map(ToString::to_string).collect())
}

#[test]
fn a_theme_file_is_laid_over_its_base() {
    let text = "base = \"dark\"\nquote = \"#ff0000\"\nitem = { bg = \"blue\", style = [\"bold\"] }\n\
                [labels]\nPERSON = \"default\"\nVESSEL = { fg = \"cyan\", style = [] }\n";
    let (theme, told) = read_as("mine", text, ColourDepth::Exact);
    assert_eq!(told, Vec::<String>::new());
    let dark = Theme::named("dark", ColourDepth::Exact, None).unwrap();
    assert_eq!(theme.style(Role::Error), dark.style(Role::Error));
    let red = Color::from_u32(0x00ff_0000);
    assert_eq!(theme.style(Role::Quote), dark.style(Role::Quote).fg(red));
    assert_eq!(theme.style(Role::Item), Style::new().on_blue().bold());
    assert_eq!(
        theme.label(theme.slot(&Label::PERSON)).fg,
        Some(Color::Reset)
    );
    assert_eq!(
        theme.label(theme.slot(&Label::new("VESSEL"))).fg,
        Some(Color::Cyan)
    );

    let (theme, _) = read_as("mine", text, ColourDepth::Sixteen);
    assert_eq!(theme.style(Role::Quote).fg, Some(Color::LightRed));
    let (theme, _) = read_as("mine", text, ColourDepth::None);
    assert_eq!(theme, Theme::monochrome());
    // One that has the name of a theme changes that one.
    let (theme, _) = read_as("light", "", ColourDepth::Exact);
    assert_eq!(Some(theme), Theme::named("light", ColourDepth::Exact, None));
}

#[test]
fn the_documentation_names_every_role_and_its_example_is_right() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md");
    let page = std::fs::read_to_string(file).unwrap();
    for role in Role::ALL {
        assert!(page.contains(&format!("`{}`", role.name())), "{role:?}");
    }
    let (_, example) = page.split_once("# themes/mine.toml\n").unwrap();
    let example = example.split("```").next().unwrap();
    let (theme, told) = read_as("mine", example, ColourDepth::Exact);
    assert_eq!(told, Vec::<String>::new());
    assert_ne!(Some(theme), Theme::named("dark", ColourDepth::Exact, None));
}

#[test]
fn what_is_wrong_in_a_theme_file_is_told_by_line_and_the_rest_counts() {
    let text = "base = \"drak\"\nqoute = \"red\"\nmatch = { fg = \"pinkish\", style = [\"wavy\"], ul = 1 }\nkey = \"red\"\n";
    let (theme, told) = read_as("mine", text, ColourDepth::Exact);
    assert_eq!(theme.style(Role::Key).fg, Some(Color::Red));
    let begins: Vec<&str> = told
        .iter()
        .map(|line| line.split(';').next().unwrap())
        .collect();
    assert_eq!(
        begins,
        [
            "t.toml:1:8: no theme 'drak'",
            "t.toml:2:1: warning: unknown key 'qoute'",
            "t.toml:3:16: no colour 'pinkish'",
            "t.toml:3:35: no style 'wavy'",
            "t.toml:3:45: warning: unknown key 'ul'",
        ]
    );
}
