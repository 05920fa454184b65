/// The languages in which the program speaks.
enum Language: String, CaseIterable, Sendable {
    case english = "en"
    case simplifiedChinese = "zh-Hans"

    /// The language that a name stands for: `en`, `en_GB.UTF-8`, `zh`, `zh-Hans`, `zh_CN.UTF-8`.
    /// - Returns: nil for a language that the program does not speak, and for the locales `C` and `POSIX`.
    init?(named name: String) {
        switch name.prefix(while: { $0.isLetter }).lowercased() {
        case "en", "eng", "english": self = .english
        case "zh", "zho", "chi", "chinese", "中文", "简体中文": self = .simplifiedChinese
        default: return nil
        }
    }

    /// TACET_LANG, else the locale if it names one of ours, else what the practice has set, else English.
    ///
    /// The locale is the first of LC_ALL, LC_MESSAGES and LANG that is set (POSIX.1-2017, 8.2); Foundation's
    /// `Locale.current` knows nothing of them on Linux.
    /// - Parameters:
    ///   - environment: of the process.
    ///   - practiceSetting: nil where no practice has been opened yet.
    static func chosen(environment: [String: String], practiceSetting: Language?) -> Language {
        asked(by: environment) ?? practiceSetting ?? .english
    }

    /// What the environment asks for; nil where it leaves the choice to the practice.
    static func asked(by environment: [String: String]) -> Language? {
        if let asked = environment["TACET_LANG"].flatMap(Language.init(named:)) { return asked }
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        return locale.flatMap(Language.init(named:))
    }
}
