/// The catalogue in use. It may change once in the life of a command: what language the practice itself has chosen is
/// known only when it is open.
final class Speech {
    private(set) var catalogue: Catalogue

    init(_ catalogue: Catalogue) { self.catalogue = catalogue }

    /// Goes over to another language.
    func turn(to language: Language) {
        if language != catalogue.language { catalogue = Catalogue(language) }
    }
}
