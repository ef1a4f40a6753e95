use std::path::Path;

use super::*;

fn read(text: &str, layer: Layer) -> (Config, Vec<String>) {
    let mut config = Config::default();
    let told = apply(&mut config, Path::new("c.toml"), text, layer);
    (config, told.iter().map(ToString::to_string).collect())
}

#[test]
fn the_printed_default_file_says_what_is_so_without_it() {
    let (config, told) = read(DEFAULT_FILE, Layer::User);
    assert_eq!((config, told), (Config::default(), vec![]));
    for setting in setting::SETTINGS {
        assert!(
            DEFAULT_FILE.contains(&format!("{} =", setting.name)),
            "{} is missing",
            setting.name
        );
    }
}

#[test]
fn every_kind_of_key_is_read() {
    let (config, told) = read(
        r##"
        annotator = "alice"
        theme = "high-contrast"
        mouse = false
        text_width = 0x40
        [keys]
        accept = ["a", "space"]
        quit = "none"
        [labels.map]
        PER = "PERSON"
        [[label]]
        name = "WEAPON"
        key = "w"
        color = "#ff0000"
        [[label]]
        name = "PERSON"
        guideline = "People."
        "##,
        Layer::User,
    );
    assert_eq!(told, Vec::<String>::new());
    assert_eq!(config.annotator.as_deref(), Some("alice"));
    assert_eq!(config.theme, "high-contrast");
    assert!(!config.mouse);
    assert_eq!(config.text_width, 64);
    assert_eq!(config.keys[0].keys, ["a", "space"]);
    assert_eq!(config.keys[1].keys, [""; 0], "none unbinds");
    assert_eq!(config.keys[1].place.line, 8);
    assert_eq!(config.label_map["PER"], "PERSON");
    assert_eq!(config.labels.last().unwrap().name, "WEAPON");
    assert_eq!(config.labels[0].guideline.as_deref(), Some("People."));
    assert_eq!(config.labels[0].key, Some('p'), "what is not said stays");
}

#[test]
fn a_wrong_value_is_told_with_its_place_and_the_rest_applies() {
    let (config, told) = read(
        "theme = \"drak\"\nmouse = 1\nscrollof = 2\nlist_width = 30\ntext_width = -4\n",
        Layer::User,
    );
    assert_eq!(config.list_width, 30);
    assert_eq!(
        told,
        [
            "c.toml:1:9: no theme 'drak'; use one of terminal, auto, light, dark, high-contrast, monochrome",
            "c.toml:2:9: 'mouse' is true or false",
            "c.toml:3:1: warning: unknown key 'scrollof'; did you mean 'scrolloff'?",
            "c.toml:5:14: 'text_width' is a whole number from 0 to 1000",
        ]
    );
}

#[test]
fn a_slip_of_syntax_loses_only_its_line() {
    let (config, told) = read("mouse = false\ntheme = dark\nscrolloff = 7\n", Layer::User);
    assert_eq!((config.mouse, config.scrolloff), (false, 7));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("c.toml:2:9: "), "{told:?}");
}

#[test]
fn an_opened_folder_sets_labels_theme_and_panes_only() {
    let text = "annotator = \"eve\"\ntheme = \"dark\"\nlist_width = 20\n[keys]\nquit = \"x\"\n\
                [[label]]\nname = \"SHIP\"\n";
    let (config, told) = read(text, Layer::Folder);
    assert_eq!(config.annotator, None);
    assert_eq!(config.keys, []);
    assert_eq!((config.theme.as_str(), config.list_width), ("dark", 20));
    assert_eq!(config.labels.last().unwrap().name, "SHIP");
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("c.toml:1:1: a folder's dateline.toml may not set 'annotator'"));
}

#[test]
fn a_key_given_to_a_new_label_leaves_the_old_one() {
    let (config, _) = read(
        "[[label]]\nname = \"POLITICIAN\"\nkey = \"p\"\n",
        Layer::User,
    );
    let key_of = |name: &str| config.labels.iter().find(|l| l.name == name).unwrap().key;
    assert_eq!((key_of("POLITICIAN"), key_of("PERSON")), (Some('p'), None));
}

#[test]
fn what_is_printed_reads_back_as_it_is() {
    let (config, _) = read(
        "annotator = \"a\"\n[keys]\nquit = \"none\"\nundo = [\"u\", \"z\"]\n[keys.list]\nundo = \"U\"\n\
         [labels.map]\nPER = \"PERSON\"\n[[command]]\nname = \"words\"\npipe = [\"wc\", \"-w\"]\n",
        Layer::User,
    );
    let (mut again, told) = read(&config.to_toml(), Layer::User);
    assert_eq!(told, Vec::<String>::new(), "{}", config.to_toml());
    for (one, other) in again.keys.iter_mut().zip(&config.keys) {
        one.place = other.place.clone();
    }
    for (one, other) in again.commands.iter_mut().zip(&config.commands) {
        one.place = other.place.clone();
    }
    assert_eq!(again, config);
}

#[test]
fn the_environment_outranks_the_files() {
    let (mut config, _) = read("annotator = \"alice\"\ntheme = \"dark\"\n", Layer::User);
    config.apply_environment(|name| match name {
        "DATELINE_ANNOTATOR" => Some("bob".to_owned()),
        "NO_COLOR" => Some("1".to_owned()),
        _ => None,
    });
    assert_eq!(config.annotator.as_deref(), Some("bob"));
    assert_eq!(config.theme, MONOCHROME);
}

#[test]
fn the_files_are_layered_and_a_missing_one_that_was_named_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let user = dir.path().join("mine.toml");
    std::fs::write(&user, "theme = \"light\"\nlist_width = 30\n").unwrap();
    std::fs::write(dir.path().join(FOLDER_FILE), "theme = \"dark\"\n").unwrap();
    let mut sources = Sources {
        file: Some(user),
        folders: vec![dir.path().to_owned()],
        flags: vec![("list_width", "40".to_owned())],
    };
    let loaded = sources.load(|_| None).unwrap();
    assert_eq!(loaded.config.theme, "dark");
    assert_eq!(loaded.config.list_width, 40);
    sources.flags.clear();
    assert_eq!(sources.load(|_| None).unwrap().config.list_width, 30);
    sources.flags.push(("theme", "drak".to_owned()));
    assert!(sources.load(|_| None).is_err());
    sources.file = Some(dir.path().join("none.toml"));
    assert!(sources.load(|_| None).is_err());
}

#[test]
fn with_a_mistake_in_it_what_a_file_does_not_say_rightly_stays() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("mine.toml");
    let sources = Sources {
        file: Some(file.clone()),
        ..Sources::default()
    };
    std::fs::write(&file, "theme = \"light\"\nscrolloff = 9\nadvance = false\n").unwrap();
    let first = sources.load(|_| None).unwrap();
    assert!(!first.is_stale());
    std::fs::write(&file, "theme = \"ligth\"\nscrolloff = 5\n").unwrap();
    assert!(first.is_stale());
    let again = sources.load_again(&first.config, |_| None).unwrap();
    let config = &again.config;
    assert_eq!(
        (config.theme.as_str(), config.scrolloff, config.advance),
        ("light", 5, false)
    );
    assert_eq!(again.diagnostics.len(), 1);
    std::fs::write(&file, "scrolloff = 5\n").unwrap();
    let mended = sources.load_again(&again.config, |_| None).unwrap();
    assert_eq!(mended.config.theme, "terminal");
}

#[test]
fn themes_stand_beside_the_users_file_and_their_names_are_plain() {
    let dir = tempfile::tempdir().unwrap();
    let themes = dir.path().join("themes");
    std::fs::create_dir(&themes).unwrap();
    for name in ["mine.toml", "über.toml", "notes.txt"] {
        std::fs::write(themes.join(name), "quote = \"red\"\n").unwrap();
    }
    let file = dir.path().join("config.toml");
    std::fs::write(&file, "theme = \"mine\"\n").unwrap();
    let sources = Sources {
        file: Some(file.clone()),
        ..Sources::default()
    };
    let loaded = sources.load(|_| None).unwrap();
    assert_eq!(loaded.config.theme, "mine");
    assert_eq!(loaded.config.theme_files.len(), 1);
    assert_eq!(loaded.diagnostics.len(), 1, "{:?}", loaded.diagnostics);
    std::fs::write(&file, "theme = \"../mine\"\n").unwrap();
    assert_eq!(sources.load(|_| None).unwrap().config.theme, "terminal");
}

#[test]
fn commands_of_ones_own_are_read() {
    let (config, told) = read(
        "[[command]]\nname = \"right\"\nkeys = \"g c\"\nrun = [\"accept-all\", \"reviewed\"]\n\
         [[command]]\nname = \"words\"\npipe = [\"wc\", \"-w\"]\n\
         [[command]]\nname = \"both\"\nrun = \"undo\"\npipe = [\"wc\"]\n\
         [[command]]\nname = \"No!\"\nrun = \"undo\"\n",
        Layer::User,
    );
    let names: Vec<&str> = config.commands.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["right", "words"]);
    assert_eq!(config.commands[0].run, ["accept-all", "reviewed"]);
    assert_eq!(config.commands[1].pipe, ["wc", "-w"]);
    assert_eq!(
        told,
        [
            "c.toml:8:1: a command has either 'run', the commands that it does, or 'pipe', a program",
            "c.toml:13:8: a command's name is lower-case letters, digits and hyphens",
        ]
    );
}

/// What is typed after `:set` and what stands in a file go the same way.
#[test]
fn typed_values_are_checked_as_those_of_files() {
    for setting in SETTINGS {
        let mut config = Config::default();
        let value = setting.value(&config);
        if !value.is_empty() {
            setting.type_in(&mut config, &value).unwrap();
            assert_eq!(config, Config::default(), "{}", setting.name);
        }
        for typed in ["", "\u{1b}", "maybe?"] {
            let result = setting.type_in(&mut config, typed);
            assert!(result.is_err() || typed == "maybe?", "{}", setting.name);
        }
    }
    let mut config = Config::default();
    let width = Setting::named("text_width").unwrap();
    assert_eq!(
        width.type_in(&mut config, "-4"),
        Err("'text_width' is a whole number from 0 to 1000".to_owned())
    );
    width.type_in(&mut config, "60").unwrap();
    assert_eq!(config.text_width, 60);
}

#[test]
fn the_schema_names_every_setting() {
    let schema = schema();
    for setting in setting::SETTINGS {
        assert!(schema["properties"][setting.name]["description"].is_string());
    }
    assert_eq!(schema["additionalProperties"], false);
}

#[test]
fn a_folders_file_that_never_ends_is_not_read() {
    let dir = tempfile::tempdir().unwrap();
    let sources = Sources {
        file: Some("/dev/null".into()),
        folders: vec![dir.path().to_owned()],
        flags: Vec::new(),
    };
    for make in [
        |path: &Path| std::os::unix::fs::symlink("/dev/zero", path).unwrap(),
        |path: &Path| std::fs::write(path, "# long\n".repeat(30_000)).unwrap(),
    ] {
        let path = dir.path().join(FOLDER_FILE);
        make(&path);
        let loaded = sources.load(|_| None).unwrap();
        assert_eq!(loaded.diagnostics.len(), 1);
        assert_eq!(loaded.config, Config::default());
        std::fs::remove_file(path).unwrap();
    }
}

#[test]
fn mistakes_without_end_are_told_as_far_as_anyone_reads() {
    let (_, told) = read(&"a = [".repeat(10_000), Layer::Folder);
    assert!((1..=100).contains(&told.len()), "{}", told.len());
    let (_, told) = read(&"nonsense-1 = 1\n".repeat(5_000), Layer::Folder);
    assert!((1..=100).contains(&told.len()), "{}", told.len());
}

/// What the documentation shows can be written so.
#[test]
fn every_example_of_the_documentation_is_right() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md");
    let page = std::fs::read_to_string(file).unwrap();
    let examples: Vec<&str> = page
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .filter(|example| !example.starts_with("# themes/"))
        .collect();
    assert!(examples.len() > 2);
    for example in examples {
        let (_, told) = read(example, Layer::User);
        assert_eq!(told, Vec::<String>::new(), "{example}");
    }
}

proptest::proptest! {
    #[test]
    fn no_file_is_too_odd(text in "\\PC{0,60}|([\\[\\]=\"'#a-z\n\\\\.{}é ]{0,80})") {
        read(&text, Layer::User);
    }
}

/// The schema as far as the default file uses it: types, bounds and names.
fn fits(schema: &serde_json::Value, value: &serde_json::Value) -> bool {
    if let Some(any) = schema["anyOf"].as_array() {
        return any.iter().any(|schema| fits(schema, value));
    }
    if let Some(names) = schema["enum"].as_array() {
        return names.contains(value);
    }
    match schema["type"].as_str() {
        Some("object") => value.as_object().is_some_and(|object| {
            object.iter().all(|(key, value)| {
                let known = &schema["properties"][key];
                let other = &schema["additionalProperties"];
                if known.is_null() {
                    other.is_object() && fits(other, value)
                } else {
                    fits(known, value)
                }
            })
        }),
        Some("array") => value
            .as_array()
            .is_some_and(|items| items.iter().all(|item| fits(&schema["items"], item))),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.as_u64().is_some_and(|number| {
            let most = schema["maximum"].as_u64();
            most.is_none_or(|most| number <= most)
        }),
        other => panic!("a schema of type {other:?}"),
    }
}

/// Every line of the default file that shows how something is written, the `#` in front taken away.
fn shown_by_default() -> String {
    let is_example =
        |line: &str| line.starts_with("[[") || line.starts_with("[keys.") || line.contains(" = ");
    let lines = DEFAULT_FILE.lines().map(|line| {
        let bare = line.strip_prefix("# ").filter(|bare| is_example(bare));
        bare.unwrap_or(line)
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_schema_accepts_the_default_file_and_all_that_it_shows() {
    let schema = schema();
    for text in [DEFAULT_FILE.to_owned(), shown_by_default()] {
        let value: toml::Table = text.parse().unwrap();
        let value = serde_json::to_value(value).unwrap();
        assert!(fits(&schema, &value), "{value:#}");
    }
    let (config, told) = read(&shown_by_default(), Layer::User);
    assert_eq!(told, Vec::<String>::new());
    assert_eq!(config.commands.len(), 2);
    assert_eq!(config.labels.last().unwrap().name, "WEAPON");
    let wrong = serde_json::json!({"theme": 3});
    assert!(!fits(&schema, &wrong));
}
