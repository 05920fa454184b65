import RecordRoom
import Testing

@testable import PracticeCommands

/// What verification finds reads as people speak, in both languages.
struct AuditFaultWordsTests {
    @Test("every kind of fault has a sentence of its own in both languages", arguments: AuditFault.Kind.allCases)
    func words(_ kind: AuditFault.Kind) {
        for language in Language.allCases {
            let catalogue = Catalogue(language)
            let told = catalogue.text(kind.meaning)
            #expect(!told.contains(kind.rawValue) && told.last == (language == .english ? "." : "。"), "\(told)")
            #expect(told.hasHan == (language == .simplifiedChinese))
            let others = AuditFault.Kind.allCases.filter { $0 != kind }
            #expect(!others.contains { catalogue.text($0.meaning) == told })
        }
    }
}
