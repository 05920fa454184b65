import Counseling
import Testing

@Suite("Reviews")
struct ReviewTests {
    private let director: Identifier<Person>
    private let counselor: Identifier<Person>
    private let reviewer: Identifier<Person>
    private let committee: Identifier<Person>
    private let note: Identifier<SessionNote>

    init() throws {
        director = try identifier(1)
        counselor = try identifier(2)
        reviewer = try identifier(3)
        committee = try identifier(4)
        note = try identifier(9)
    }

    private func requested(_ kind: ReviewKind = .supervisor, reviewer: Identifier<Person>? = nil) -> ReviewEvent {
        var event = ReviewEvent(.requested)
        event.kind = kind
        event.counselor = counselor
        event.reviewer = reviewer ?? self.reviewer
        event.notes = [note]
        return event
    }

    private func fulfilled(byConsent: Bool = false) -> ReviewEvent {
        var event = ReviewEvent(.fulfilled)
        event.lent = ReviewEvent.Lent(
            notes: [.init(note: note, revision: 2)], keys: "AQ==", drawnFrom: nil, drawnFromDigest: nil,
            byConsent: byConsent)
        return event
    }

    private func findings(_ scores: [RubricScore] = []) -> ReviewEvent {
        var event = ReviewEvent(.findings)
        event.scores = scores
        event.text = "AQ=="
        return event
    }

    private func answered() -> ReviewEvent {
        var event = ReviewEvent(.answered)
        event.text = "AQ=="
        return event
    }

    private func fold(_ events: [(ReviewEvent, Identifier<Person>)], every seconds: Int64 = 60) throws -> Review {
        try Review(
            events.enumerated().map { index, event in
                ThreadEvent(
                    number: UInt32(index) + 1, at: try UTCTime(secondsSince1970: Int64(index) * seconds), by: event.1,
                    what: event.0)
            })
    }

    @Test("every state takes exactly the steps that follow from it")
    func everyPair() {
        let follows: [ReviewState: [ReviewEvent.Step: ReviewState]] = [
            .requested: [.confirmed: .confirmed, .fulfilled: .lent, .declined: .declined, .nudged: .requested],
            .confirmed: [.fulfilled: .lent, .declined: .declined, .nudged: .confirmed],
            .lent: [.findings: .written, .finished: .finished, .nudged: .lent],
            .written: [.findings: .written, .finished: .finished, .nudged: .written, .answered: .written],
            .finished: [.answered: .finished], .declined: [:],
        ]
        for state in ReviewState.allCases {
            for step in ReviewEvent.Step.allCases {
                if let next = follows[state]?[step] {
                    #expect((try? state.advance(step)) == next)
                } else {
                    #expect(throws: CounselingError.refusedStep) { try state.advance(step) }
                }
            }
        }
    }

    @Test("a review goes from the request to the answer, and keeps what was said on the way")
    func whole() throws {
        let review = try fold([
            (requested(), director), (ReviewEvent(.nudged), director), (ReviewEvent(.confirmed), committee),
            (fulfilled(), counselor), (findings([try RubricScore(.ethics, 5)]), reviewer), (answered(), counselor),
            (ReviewEvent(.finished), reviewer), (answered(), counselor),
        ])
        #expect(review.state == .finished && review.confirmedBy == committee && review.events == 8)
        #expect(review.lent?.notes.map(\.note) == [note])
        #expect(review.scores.map(\.score) == [5])
        #expect(try review.since == UTCTime(secondsSince1970: 360))
    }

    @Test("each step is only for whom it is: nobody confirms what is theirs, lends for another, or finishes for others")
    func signers() throws {
        for (event, wrong) in [
            (ReviewEvent(.confirmed), director), (ReviewEvent(.confirmed), counselor),
            (ReviewEvent(.confirmed), reviewer), (fulfilled(byConsent: true), reviewer), (fulfilled(), counselor),
        ] {
            #expect(throws: CounselingError.refusedStep) { try fold([(requested(), director), (event, wrong)]) }
        }
        let begun = [(requested(), director), (ReviewEvent(.confirmed), committee), (fulfilled(), counselor)]
        for (event, wrong) in [
            (findings(), counselor), (findings(), director), (ReviewEvent(.finished), counselor),
            (ReviewEvent(.finished), committee), (requested(), director),
        ] {
            #expect(throws: CounselingError.refusedStep) { try fold(begun + [(event, wrong)]) }
        }
        #expect(throws: CounselingError.refusedStep) {
            try fold(begun + [(findings(), reviewer), (answered(), reviewer)])
        }
        #expect(try fold(begun + [(ReviewEvent(.finished), director)]).state == .finished)
        #expect(try fold([(requested(), director), (fulfilled(byConsent: true), counselor)]).state == .lent)
    }

    @Test(
        "nobody reviews what they ask for or wrote, but for a self-review, which is the counselor's and needs no leave")
    func conflicts() throws {
        #expect(throws: CounselingError.refusedStep) { try fold([(requested(.peer, reviewer: counselor), director)]) }
        #expect(throws: CounselingError.refusedStep) { try fold([(requested(.supervisor), reviewer)]) }
        #expect(throws: CounselingError.refusedStep) { try fold([(requested(.own), director)]) }
        let own = try fold([(requested(.own, reviewer: counselor), director), (fulfilled(), counselor)])
        #expect(own.state == .lent)
        var both = requested()
        both.draw = ReviewEvent.Draw(count: 2, seed: "00")
        #expect(throws: CounselingError.refusedStep) { try fold([(both, director)]) }
    }

    @Test("after three days of waiting another way is offered; one reminder a day")
    func waiting() throws {
        let review = try fold([(requested(), director), (ReviewEvent(.nudged), director)])
        #expect(try !review.isOverdue(at: UTCTime(secondsSince1970: 3 * 86_400 - 1)))
        #expect(try review.isOverdue(at: UTCTime(secondsSince1970: 3 * 86_400)))
        #expect(try !review.mayBeNudged(at: UTCTime(secondsSince1970: 60 + 86_399)))
        #expect(try review.mayBeNudged(at: UTCTime(secondsSince1970: 60 + 86_400)))
    }

    @Test("a form is read with what applies, and refused by the name of what does not fit")
    func form() throws {
        let read = try ReviewFindings.read(
            json: bytes(
                #"{"scores": {"assessment": 4, "ethics": "5", "plan": null}, "findings": " 好\n", "actions": [{"text": "补", "due": "2026-12-31"}]}"#
            ))
        #expect(read.scores.map(\.item) == [.assessment, .ethics] && read.scores.map(\.score) == [4, 5])
        #expect(read.findings.overall == "好" && read.findings.actions.map(\.text) == ["补"])
        #expect(try ReviewFindings(body: read.findings.encodedBody()) == read.findings)
        for (text, problem) in [
            (#"{"scores": {"ethics": 6}, "findings": "x"}"#, CounselingError.field("scores.ethics", .outOfRange(1, 5))),
            (#"{"scores": {"ethics": 4.5}, "findings": "x"}"#, .field("scores.ethics", .outOfRange(1, 5))),
            (
                #"{"scores": {"luck": 4}, "findings": "x"}"#,
                .field("scores.luck", .unknownField(known: RubricItem.allCases.map(\.rawValue).sorted()))
            ),
            (#"{"scores": 4, "findings": "x"}"#, .field("scores", .wrongType(expected: .object))),
            (#"{"scores": {}, "findings": " "}"#, .field("findings", .missing)),
            (#"{"findings": "x", "actions": [{"text": "", "due": null}]}"#, .field("actions[0]", .missing)),
            (
                #"{"findings": "x", "actions": [{"text": "a", "due": "soon"}]}"#,
                .field("actions[0].due", .malformed(.date))
            ),
        ] {
            #expect(throws: problem, "\(text)") { try ReviewFindings.read(json: bytes(text)) }
        }
        #expect(throws: CounselingError.self) {
            try ReviewFindings.readAnswer(String(repeating: "长", count: 200_001))
        }
    }
}
