/// One sentence in both languages. `{name}` marks what is filled in, with the same names in both.
struct Entry: Sendable {
    let sentence: Sentence
    let english: String
    let chinese: String

    init(_ sentence: Sentence, _ english: String, _ chinese: String) {
        self.sentence = sentence
        self.english = english
        self.chinese = chinese
    }

    func template(in language: Language) -> String {
        switch language {
        case .english: english
        case .simplifiedChinese: chinese
        }
    }
}
