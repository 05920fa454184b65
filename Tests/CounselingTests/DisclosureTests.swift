import Counseling
import Foundation
import Testing

@Suite("Disclosures")
struct DisclosureTests {
    private let requester = try? Identifier<Person>(hex: String(repeating: "a1", count: 16))
    private let counselor = try? Identifier<Person>(hex: String(repeating: "b2", count: 16))
    private let approver = try? Identifier<Person>(hex: String(repeating: "c3", count: 16))
    private let other = try? Identifier<Person>(hex: String(repeating: "d4", count: 16))

    private func record(_ digit: String) throws -> Identifier<DisclosedRecord> {
        try Identifier(hex: String(repeating: digit, count: 32))
    }

    private func event(
        _ number: UInt32, _ by: Identifier<Person>?, _ step: DisclosureEvent.Step,
        _ fill: (inout DisclosureEvent) throws -> Void = { _ in }
    ) throws -> ThreadEvent<DisclosureEvent> {
        var event = DisclosureEvent(step)
        try fill(&event)
        return ThreadEvent(
            number: number, at: try UTCTime(secondsSince1970: Int64(number)), by: try #require(by), what: event)
    }

    private func requested() throws -> ThreadEvent<DisclosureEvent> {
        try event(1, requester, .requested) {
            $0.client = try Identifier(hex: String(repeating: "1", count: 32))
            $0.caseID = try Identifier(hex: String(repeating: "2", count: 32))
            $0.counselor = counselor
            $0.basis = .legalDuty
            $0.recipient = "法院"
            $0.purpose = "案件"
            $0.grounds = "文书"
            $0.records = [try record("7")]
        }
    }

    private func prepared(_ number: UInt32, _ digit: String = "7", digest: String = "d") throws -> ThreadEvent<
        DisclosureEvent
    > {
        try event(number, counselor, .prepared) {
            $0.items = [DisclosureEvent.Item(record: try record(digit), revision: 2)]
            $0.digest = digest
            $0.terms = ""
            $0.leftOut = 0
        }
    }

    private func approved(_ number: UInt32, _ by: Identifier<Person>?, digest: String = "d") throws -> ThreadEvent<
        DisclosureEvent
    > {
        try event(number, by, .approved) { $0.digest = digest }
    }

    @Test("every step follows or is refused, over every pair of state and step")
    func transitions() {
        let table: [DisclosureState: [DisclosureEvent.Step: DisclosureState]] = [
            .requested: [
                .prepared: .prepared, .refusalProposed: .refusing, .refused: .refused, .withdrawn: .withdrawn,
            ],
            .prepared: [
                .prepared: .prepared, .approved: .approved, .refusalProposed: .refusing, .refused: .refused,
                .withdrawn: .withdrawn,
            ],
            .approved: [
                .prepared: .prepared, .sent: .sent, .refusalProposed: .refusing, .refused: .refused,
                .withdrawn: .withdrawn,
            ],
            .sent: [.sent: .sent],
            .refusing: [.refused: .refused, .refusalLifted: .requested, .withdrawn: .withdrawn],
            .refused: [:], .withdrawn: [:],
        ]
        for state in DisclosureState.allCases {
            for step in DisclosureEvent.Step.allCases {
                #expect((try? state.advance(step)) == table[state]?[step], "\(state) \(step)")
            }
        }
    }

    @Test("nobody approves what they asked for or give, nor another version than the one prepared last")
    func approval() throws {
        let begun = [try requested(), try prepared(2)]
        #expect(try Disclosure(begun + [approved(3, approver)]).state == .approved)
        for by in [requester, counselor] {
            #expect(throws: CounselingError.refusedStep) { try Disclosure(begun + [approved(3, by)]) }
        }
        #expect(throws: CounselingError.refusedStep) { try Disclosure(begun + [approved(3, approver, digest: "e")]) }
        let again = begun + [try approved(3, approver), try prepared(4, digest: "e")]
        #expect(try Disclosure(again).approval == nil)
        let sent = try event(5, counselor, .sent) { $0.package = "p" }
        #expect(throws: CounselingError.refusedStep) { try Disclosure(again + [sent]) }
        #expect(try Disclosure(begun + [approved(3, approver), sent]).packages.count == 1)
        // Only what was asked for, and only by the counselor.
        #expect(throws: CounselingError.refusedStep) { try Disclosure([requested(), prepared(2, "8")]) }
        let stranger = try event(2, other, .prepared) { $0.digest = "d" }
        #expect(throws: CounselingError.refusedStep) { try Disclosure([requested(), stranger]) }
    }

    @Test("for harm two people refuse, and the one who proposed it is not the second")
    func harm() throws {
        func refusing(_ by: Identifier<Person>?, _ step: DisclosureEvent.Step, _ number: UInt32) throws -> ThreadEvent<
            DisclosureEvent
        > { try event(number, by, step) { $0.reason = .harm } }
        let proposed = [try requested(), try refusing(counselor, .refusalProposed, 2)]
        #expect(throws: CounselingError.refusedStep) {
            try Disclosure([requested(), refusing(counselor, .refused, 2)])
        }
        for by in [counselor, requester] {
            #expect(throws: CounselingError.refusedStep) { try Disclosure(proposed + [refusing(by, .refused, 3)]) }
        }
        #expect(try Disclosure(proposed + [refusing(approver, .refused, 3)]).state == .refused)
        #expect(try Disclosure(proposed + [event(3, approver, .refusalLifted)]).state == .requested)
    }

    @Test("a basis that rests on something says on what")
    func grounds() throws {
        for basis in ReleaseBasis.allCases {
            let form = { try DisclosureForm(recipient: "法院", purpose: "案件", grounds: " ", basis: basis) }
            if basis == .ownCopy {
                #expect(try form().grounds == nil)
            } else {
                #expect(throws: CounselingError.field("grounds", .missing)) { try form() }
            }
        }
        #expect(throws: CounselingError.self) {
            try DisclosureForm.read(json: Array(#"{"recipient": "a", "to": "b"}"#.utf8), basis: .ownCopy)
        }
    }

    private func content(basis: ReleaseBasis, _ text: String) throws -> DisclosureContent {
        let json = #"""
            {"schema": 1, "id": "77777777777777777777777777777777", "caseID": "22222222222222222222222222222222",
             "author": "b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2", "template": "free", "sections": [{"key": "text", "text": TEXT}],
             "writtenAt": "2026-12-01T02:00:00Z", "isLateEntry": false, "state": "signed",
             "signedAt": "2026-12-01T03:00:00Z"}
            """#
        let quoted = String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
        guard case .signed(let note) = try NoteBody(body: Array(json.replacing("TEXT", with: quoted).utf8)) else {
            throw CounselingError.malformedBody
        }
        let day = try #require(CalendarDate("2026-12-01"))
        let profile = try ClientProfile(
            name: PersonName("王小明"), phones: [PhoneNumber("13800000001")],
            emergencyContacts: [
                ContactPerson(name: PersonName("王妈妈"), phone: PhoneNumber("13800000002"), relation: "母")
            ],
            deskNotes: "前台备注", staffSafetyAlert: true, today: day)
        return DisclosureContent(
            client: profile, withDetails: true,
            notes: [DisclosureContent.Note(note, revision: 2, author: "林梅", cosigned: nil, addenda: [])],
            consents: [], basis: basis)
    }

    @Test("a copy for the client has no contacts of others, and what the desk notes never leaves")
    func minimum() throws {
        let copy = String(decoding: try content(basis: .ownCopy, "失眠").encodedBody(), as: UTF8.self)
        #expect(copy.contains("13800000001") && !copy.contains("王妈妈") && !copy.contains("13800000002"))
        let court = String(decoding: try content(basis: .legalDuty, "失眠").encodedBody(), as: UTF8.self)
        #expect(court.contains("王妈妈"))
        for text in [copy, court] { #expect(!text.contains("前台备注") && !text.contains("staffSafety")) }
    }

    @Test("passages are left out wherever they stand, the longer before what lies within; one that is nowhere is told")
    func passages() throws {
        let content = try content(basis: .ownCopy, "邻居李四说；李四，再说李四")
        let less = try content.leavingOut(["李四", "邻居李四"])
        #expect(less.notes[0].sections[0].text == "[—]说；[—]，再说[—]" && less.leftOut == 3)
        #expect(throws: CounselingError.field(FieldPath("leaveOut").element(1), .missing)) {
            try content.leavingOut(["李四", "李五"])
        }
        #expect(try content.encodedBody() == self.content(basis: .ownCopy, "邻居李四说；李四，再说李四").encodedBody())
    }

    @Test("the page escapes whatever a note says, and loads nothing")
    func page() throws {
        let hostile = "</p><script src=http://x></script>\u{202e}<img src=x onerror=\"a\">&'`"
        let begun = [try requested(), try prepared(2), try approved(3, approver)]
        let document = try #require(
            try DisclosureDocument(
                practice: "静<心>", disclosure: Identifier(hex: String(repeating: "5", count: 32)), Disclosure(begun),
                content: content(basis: .ownCopy, hostile), madeAt: UTCTime(secondsSince1970: 9), checkpoint: nil,
                notice: "n"
            ) { _ in "<b>名</b>" })
        let wording = DisclosureWording(
            language: "zh-Hans", word: { $0.rawValue }, section: { $0.rawValue }, template: { $0.rawValue },
            basis: { $0.rawValue }, consent: { $0.rawValue }, time: { "\($0.secondsSince1970)" })
        let page = document.page(wording)
        for part in ["<script", "<img", "<b>", "http://x>", "\u{202e}", "onerror=\""] { #expect(!page.contains(part)) }
        #expect(page.contains("&lt;script src=http://x&gt;") && page.contains("静&lt;心&gt;"))
        for word in ["src=\"", "href", "@import", "url("] { #expect(!page.contains(word)) }
        let archive = try document.archive(wording)
        #expect(archive.starts(with: [0x50, 0x4b, 3, 4]))
    }
}
