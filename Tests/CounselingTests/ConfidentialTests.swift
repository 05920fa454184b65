import Counseling
import Testing

@Suite("Confidential values")
struct ConfidentialTests {
    /// Every way in which Swift spells a value out.
    private func spelledOut<Value>(_ value: Value) -> String {
        var dumped = ""
        dump(value, to: &dumped)
        return [
            "\(value)", "\([value])", "\(Optional(value) as Any)", String(reflecting: value), "\((value, 1))", dumped,
        ]
        .joined(separator: "\n")
    }

    @Test("a confidential value shows neither in print nor in dump nor through a mirror, and comes out by reveal")
    func showsNothing() {
        let secret = Confidential("林梅 Lin Mei")
        #expect(!spelledOut(secret).contains("林梅"))
        #expect(!spelledOut(secret).contains("Mei"))
        #expect(secret.debugDescription == "‹confidential›")
        #expect(Mirror(reflecting: secret).children.isEmpty)
        #expect(secret.reveal() == "林梅 Lin Mei")
        #expect((secret as Any) as? any Encodable == nil)
    }

    @Test("no record of a person or a session spells itself out")
    func recordsShowNothing() throws {
        let today = try day("2026-12-01")
        let profile = try ClientProfile(
            name: PersonName("林梅"), phones: [PhoneNumber("13800000000")], birth: day("2001-02-28"),
            guardians: [ContactPerson(name: PersonName("林海"), phone: nil, relation: "父亲")], deskNotes: "坐轮椅",
            today: today)
        let now = try time("2026-12-01T10:00:00Z")
        let content = try NoteContent(template: .free, sections: [NoteSection(.text, "睡眠差")], feedback: "好些了")
        let draft = DraftNote(
            id: try identifier(1), caseID: try identifier(2), author: try identifier(3), content: content,
            writtenAt: now,
            rule: .standard)
        let signed = try draft.signed(by: identifier(3), at: now)
        let member = StaffMember(
            fullName: try PersonName("王芳"), shortName: try ShortName("wang-fang"), roles: [.counselor], since: today)
        let texts = [
            spelledOut(profile), spelledOut(profile.name), spelledOut(profile.phones), spelledOut(profile.guardians),
            spelledOut(content), spelledOut(content.sections), spelledOut(draft), spelledOut(signed),
            spelledOut(NoteBody.draft(draft)), spelledOut(NoteBody.signed(signed)), spelledOut(member),
            spelledOut(try signed.addendum("补充：睡眠差", by: identifier(3), at: now)),
        ]
        for text in texts {
            for word in ["林梅", "1380", "2001", "林海", "父亲", "轮椅", "睡眠", "好些", "王芳"] { #expect(!text.contains(word)) }
        }
    }
}
