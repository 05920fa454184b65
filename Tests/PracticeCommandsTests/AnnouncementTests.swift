import Testing

@testable import PracticeCommands

/// What is said before a change may be followed by a refusal: it must not read as if it were done.
struct AnnouncementTests {
    @Test("every announcement before a change says what is about to happen")
    func intention() {
        let readings: Set<Sentence> = [.auditVerifyBefore, .checkBefore, .freeBefore]
        var count = 0
        for entry in Catalogue.entries
        where entry.sentence.rawValue.hasSuffix("Before") || entry.sentence.rawValue.hasSuffix(".before") {
            guard !readings.contains(entry.sentence) else { continue }
            count += 1
            #expect(entry.english.hasPrefix("About to "), "\(entry.english)")
            #expect(entry.template(in: .simplifiedChinese).contains("将"), "\(entry.sentence)")
        }
        #expect(count > 50)
    }
}
