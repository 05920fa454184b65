import Counseling
import Testing

@Suite("Credentials")
struct CredentialTests {
    private let person: Identifier<Person>
    private let director: Identifier<Person>
    private let other: Identifier<Person>
    private let credential: Identifier<StaffCredential>
    private let thread: Identifier<PersonnelThread>
    private let noDay: CalendarDate

    init() throws {
        person = try identifier(1)
        director = try identifier(2)
        other = try identifier(3)
        credential = try identifier(9)
        thread = try identifier(7)
        noDay = try CounselingTests.day("0001-01-01")
    }

    private func day(_ text: String) -> CalendarDate { CalendarDate(text) ?? noDay }

    private func details(_ kind: StaffCredential.Kind = .certificate, issued: String = "2024-01-01") throws
        -> StaffCredential
    {
        try StaffCredential(
            kind: kind, number: "甲-1", issuer: "协会", issued: day(issued), today: day("2026-12-01"))
    }

    private func term(_ until: String?, issued: String = "2024-01-01") throws -> CredentialTerm {
        try CredentialTerm(expires: until.map(day), recheck: nil, issued: day(issued))
    }

    @Test("every state takes exactly the steps that follow from it")
    func everyPair() {
        let follows: [CredentialState: [CredentialEvent.Step: CredentialState]] = [
            .claimed: [.verified: .verified, .renewed: .claimed, .withdrawn: .withdrawn],
            .verified: [.renewed: .renewalClaimed, .withdrawn: .withdrawn],
            .renewalClaimed: [.verified: .verified, .renewed: .renewalClaimed, .withdrawn: .withdrawn],
            .withdrawn: [:],
        ]
        for state in CredentialState.allCases {
            for step in CredentialEvent.Step.allCases {
                if let next = follows[state]?[step] {
                    #expect((try? state.advance(step)) == next)
                } else {
                    #expect(throws: CounselingError.refusedStep) { try state.advance(step) }
                }
            }
        }
    }

    @Test("neither whoever recorded it nor whom it is about verifies it, but for an only director, who is marked")
    func twoPairsOfEyes() throws {
        var file = CredentialFile(of: person)
        try file.apply(
            CredentialEvent(.added, credential, of: person, details: details(), term: term("2027-01-01")), by: director)
        for (by, marked) in [(director, false), (person, false), (director, true), (other, true)] {
            var copy = file
            #expect(throws: CounselingError.refusedStep) {
                try copy.apply(
                    CredentialEvent(.verified, credential, of: person, selfVerified: marked ? true : nil), by: by)
            }
        }
        var byOther = file
        try byOther.apply(CredentialEvent(.verified, credential, of: person), by: other)
        #expect(byOther.credential(credential)?.state == .verified)
        var byThemself = file
        try byThemself.apply(CredentialEvent(.verified, credential, of: person, selfVerified: true), by: person)
        #expect(byThemself.credential(credential)?.selfVerified == true)
    }

    @Test("a renewal counts once it is verified, and until then the earlier end does")
    func renewal() throws {
        var file = CredentialFile(of: person)
        try file.apply(
            CredentialEvent(.added, credential, of: person, details: details(), term: term("2026-12-31")), by: person)
        #expect(fitness(file).standing(on: day("2026-06-01")) == .notFit(.nothingVerified))
        try file.apply(CredentialEvent(.verified, credential, of: person), by: director)
        try file.apply(CredentialEvent(.renewed, credential, of: person, term: term("2028-12-31")), by: person)
        #expect(fitness(file).standing(on: day("2026-12-31")) == .fit(until: day("2026-12-31"), selfVerified: false))
        #expect(fitness(file).standing(on: day("2027-01-01")) == .notFit(.ended(day("2026-12-31"))))
        try file.apply(CredentialEvent(.verified, credential, of: person), by: director)
        #expect(fitness(file).standing(on: day("2027-01-01")) == .fit(until: day("2028-12-31"), selfVerified: false))
        #expect(fitness(file).standing(on: day("2023-12-31")) == .notFit(.begins(day("2024-01-01"))))
        try file.apply(CredentialEvent(.withdrawn, credential, of: person), by: director)
        #expect(fitness(file).standing(on: day("2027-01-01")) == .notFit(.nothingVerified))
    }

    private func fitness(_ file: CredentialFile, _ required: RequiredCredentials = .standard) -> StaffFitness {
        StaffFitness(of: file, events: 1, thread: thread, required: required)
    }

    @Test("of each set one kind is needed, and all sets on the same day")
    func sets() throws {
        var file = CredentialFile(of: person)
        let held: [(UInt8, StaffCredential.Kind, String, String?)] = [
            (11, .certificate, "2024-01-01", "2024-12-31"), (12, .registration, "2025-01-01", "2025-12-31"),
            (13, .degree, "2024-07-01", nil), (14, .certificate, "2026-07-01", nil),
        ]
        for (number, kind, issued, until) in held {
            let id: Identifier<StaffCredential> = try identifier(number)
            try file.apply(
                CredentialEvent(
                    .added, id, of: person, details: details(kind, issued: issued), term: term(until, issued: issued)),
                by: person)
            try file.apply(CredentialEvent(.verified, id, of: person), by: director)
        }
        // Certificate and registration follow day on day; then there is a gap of half a year.
        #expect(
            fitness(file).fit == [
                .init(from: day("2024-01-01"), until: day("2025-12-31")), .init(from: day("2026-07-01"), until: nil),
            ])
        let both = try RequiredCredentials(typed: ["degree", "registration, certificate"])
        #expect(both.sets == [[.degree], [.certificate, .registration]])
        #expect(
            fitness(file, both).fit == [
                .init(from: day("2024-07-01"), until: day("2025-12-31")), .init(from: day("2026-07-01"), until: nil),
            ])
        let registered = try fitness(file, RequiredCredentials(typed: ["registration"]))
        #expect(registered.standing(on: day("2026-08-01")) == .notFit(.ended(day("2025-12-31"))))
        for typed in [[], ["licence"], [","]] {
            #expect(throws: CounselingError.self) { try RequiredCredentials(typed: typed) }
        }
    }

    @Test("particulars that cannot be are refused by name")
    func refused() {
        let today = day("2026-12-01")
        for (number, issuer, issued, problem) in [
            (" ", "协会", "2024-01-01", CounselingError.field("number", .missing)),
            ("1", "协\u{202e}会", "2024-01-01", .field("issuer", .forbiddenCharacter(position: 2))),
            ("1", String(repeating: "长", count: 201), "2024-01-01", .field("issuer", .tooLong(limit: 200))),
            ("1", "协会", "2026-12-02", .field("issued", .inTheFuture)),
        ] {
            #expect(throws: problem) {
                try StaffCredential(
                    kind: .degree, number: number, issuer: issuer, issued: day(issued), today: today)
            }
        }
        #expect(throws: CounselingError.field("expires", .endNotAfterStart)) {
            try CredentialTerm(expires: today, recheck: nil, issued: today)
        }
    }

    @Test("what is published reads as it was written, and shows nothing when printed")
    func bodies() throws {
        var file = CredentialFile(of: person)
        let added = CredentialEvent(.added, credential, of: person, details: try details(), term: try term(nil))
        try file.apply(added, by: person)
        let published = fitness(file)
        #expect(try StaffFitness(body: published.encodedBody()) == published)
        let particulars = try details()
        #expect("\(added) \(particulars)" == "‹confidential› ‹confidential›")
        let event = ThreadEvent(number: 1, at: try UTCTime(secondsSince1970: 0), by: person, what: added)
        #expect(try ThreadEvent<CredentialEvent>(body: event.encodedBody()).what == added)
    }
}
