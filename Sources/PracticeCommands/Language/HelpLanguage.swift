import ArgumentParser

/// The language of help texts.
///
/// The argument parser asks command *types* for their help, so no value can carry the language there. A task-local value
/// binds it for the length of one parse instead of leaving it in a global:
/// `HelpLanguage.$current.withValue(language) { try Root.parseAsRoot(arguments) }`.
enum HelpLanguage {
    @TaskLocal static var current: Language = .english

    /// The sentence in the language of help.
    static func text(_ sentence: Sentence) -> String { Catalogue(current).text(sentence) }
}

extension ArgumentHelp {
    /// Help for an option or argument, in the language of help.
    /// - Parameters:
    ///   - sentence: its one line.
    ///   - valueName: as in `--role <role>`; the property's name if nil.
    static func text(_ sentence: Sentence, valueName: String? = nil) -> ArgumentHelp {
        ArgumentHelp(HelpLanguage.text(sentence), valueName: valueName)
    }
}
