import ArgumentParser

/// The language of help texts.
///
/// The argument parser asks command *types* for their help, so no value can carry the language there. A task-local value
/// binds it for the length of one parse instead of leaving it in a global:
/// `HelpLanguage.$catalogue.withValue(catalogue) { try Root.parseAsRoot(arguments) }`. It is the catalogue, because making
/// one for each of a hundred sentences took longer than the rest of a help page.
enum HelpLanguage {
    @TaskLocal static var catalogue = Catalogue(.english)

    /// The sentence in the language of help.
    static func text(_ sentence: Sentence) -> String { catalogue.text(sentence) }
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
