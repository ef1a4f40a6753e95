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
    assert_eq!(config.theme, Theme::HighContrast);
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
            "c.toml:1:9: no theme 'drak'; use one of auto, terminal, light, dark, high-contrast, monochrome",
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
    assert_eq!((config.theme, config.list_width), (Theme::Dark, 20));
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
        "annotator = \"a\"\n[keys]\nquit = \"none\"\nundo = [\"u\", \"z\"]\n[labels.map]\nPER = \"PERSON\"\n",
        Layer::User,
    );
    let (mut again, told) = read(&config.to_toml(), Layer::User);
    assert_eq!(told, Vec::<String>::new(), "{}", config.to_toml());
    for (one, other) in again.keys.iter_mut().zip(&config.keys) {
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
    assert_eq!(config.theme, Theme::Monochrome);
}

#[test]
fn the_files_are_layered_and_a_missing_one_that_was_named_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let user = dir.path().join("mine.toml");
    std::fs::write(&user, "theme = \"light\"\nlist_width = 30\n").unwrap();
    std::fs::write(dir.path().join(FOLDER_FILE), "theme = \"dark\"\n").unwrap();
    let folders = [dir.path().to_owned()];
    let loaded = load(Some(&user), &folders, |_| None).unwrap();
    assert_eq!(loaded.config.theme, Theme::Dark);
    assert_eq!(loaded.config.list_width, 30);
    assert_eq!(loaded.files.len(), 2);
    assert!(load(Some(&dir.path().join("none.toml")), &folders, |_| None).is_err());
}

#[test]
fn the_schema_names_every_setting() {
    let schema = schema();
    for setting in setting::SETTINGS {
        assert!(schema["properties"][setting.name]["description"].is_string());
    }
    assert_eq!(schema["additionalProperties"], false);
}

proptest::proptest! {
    #[test]
    fn no_file_is_too_odd(text in "\\PC{0,60}|([\\[\\]=\"'#a-z\n\\\\.{}é ]{0,80})") {
        read(&text, Layer::User);
    }
}
