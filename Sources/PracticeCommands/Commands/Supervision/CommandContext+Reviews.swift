import Counseling
import Practice
import RecordRoom

// Reviews, found and said.
extension CommandContext {
    func review(_ typed: String, in practice: OpenPractice) throws -> Identifier<ReviewThread> {
        try one(practice.room.reviews(matching: try meant(typed, .reviews, in: practice)), typed: typed)
    }

    /// The review as it stands. Whoever may not even read it is refused as what they came for: so the trail says.
    func reviewEntry(
        _ id: Identifier<ReviewThread>, in practice: OpenPractice, orRefuse act: () throws -> Void
    ) throws -> ReviewEntry {
        do {
            return try practice.room.visit(for: ReadingReview.self, about: .review(id)) { try $0.review() }
        } catch {
            if case RoomError.denied = error { try act() }
            throw error
        }
    }

    /// What sentences about a review take.
    func named(_ entry: ReviewEntry) -> [String: String] {
        [
            "id": entry.id.shortForm(characters: 4), "kind": reviewKind(entry.review.kind),
            "counselor": name(entry.counselor), "reviewer": name(entry.reviewer), "notes": notes(of: entry.review),
            "waits": waits(entry),
        ]
    }

    func name(_ member: StaffMember?) -> String { member?.shortName.text ?? "?" }

    func notes(of review: Review) -> String {
        if let lent = review.lent { return notes(lent.notes.map(\.note)) }
        if let draw = review.draw { return say(.reviewNotesDrawn, ["count": "\(draw.count)"]) }
        return notes(review.notes)
    }

    /// The same in a table that says beside it that they are notes.
    func noteIDs(of review: Review) -> String {
        if let lent = review.lent { return shortIDs(lent.notes.map(\.note)) }
        return review.draw == nil ? shortIDs(review.notes) : notes(of: review)
    }

    func pair(_ name: String, _ value: String) -> String { say(.reviewPair, ["name": name, "value": value]) }

    func notes(_ ids: [Identifier<SessionNote>]) -> String {
        say(.reviewNotesNamed, ["notes": shortIDs(ids)])
    }

    func shortIDs(_ ids: [Identifier<SessionNote>]) -> String {
        let characters = Identifier.charactersNeeded(among: ids)
        return catalogue.list(ids.map { $0.shortForm(characters: characters) })
    }

    /// Whom it waits for.
    func waits(_ entry: ReviewEntry) -> String {
        switch entry.review.state {
        case .requested: say(.reviewWaitsCommittee)
        case .confirmed: say(.reviewWaitsCounselor, ["person": name(entry.counselor)])
        case .lent: say(.reviewWaitsReviewer, ["person": name(entry.reviewer)])
        case .written: say(.reviewWaitsFinish, ["person": name(entry.reviewer)])
        case .finished, .declined: say(.reviewWaitsNobody)
        }
    }

    func standing(_ review: Review) -> String {
        switch review.refusal {
        case nil: reviewState(review.state)
        case .notTheirs: pair(reviewState(review.state), say(.reviewReasonNotTheirs))
        case .reviewerCosigned: pair(reviewState(review.state), say(.reviewReasonCosigned))
        case .nothingToDraw: pair(reviewState(review.state), say(.reviewReasonNothing))
        case .notEntitled: pair(reviewState(review.state), say(.reviewReasonEntitled))
        }
    }

    func reviewState(_ state: ReviewState) -> String {
        switch state {
        case .requested: say(.reviewStateRequested)
        case .confirmed: say(.reviewStateConfirmed)
        case .lent: say(.reviewStateLent)
        case .written: say(.reviewStateWritten)
        case .finished: say(.reviewStateFinished)
        case .declined: say(.reviewStateDeclined)
        }
    }

    func reviewKind(_ kind: ReviewKind) -> String {
        switch kind {
        case .own: say(.reviewKindSelf)
        case .peer: say(.reviewKindPeer)
        case .supervisor: say(.reviewKindSupervisor)
        }
    }

    func rubric(_ item: RubricItem) -> String {
        switch item {
        case .assessment: say(.reviewItemAssessment)
        case .plan: say(.reviewItemPlan)
        case .technique: say(.reviewItemTechnique)
        case .alliance: say(.reviewItemAlliance)
        case .riskHandling: say(.reviewItemRisk)
        case .recordKeeping: say(.reviewItemRecord)
        case .ethics: say(.reviewItemEthics)
        }
    }

    static func json(_ waiting: WaitingReviews) -> JSONValue {
        .object([
            "toConfirm": .array(waiting.toConfirm.map { .string($0.hex) }),
            "toWrite": .array(waiting.toWrite.map { .string($0.hex) }),
            "toAnswer": .array(waiting.toAnswer.map { .string($0.hex) }),
        ])
    }

    /// What the program did about a review, in one line.
    func fulfilled(_ done: FulfilledReview) -> String {
        let id = done.id.shortForm(characters: 4)
        let line =
            switch done.refusal {
            case nil:
                say(.reviewFulfilled, ["id": id, "notes": shortIDs(done.notes), "person": name(done.reviewer)])
            case .notTheirs: say(.reviewDeclinedNotTheirs, ["id": id, "notes": shortIDs(done.missing)])
            case .reviewerCosigned: say(.reviewDeclinedCosigned, ["id": id])
            case .nothingToDraw: say(.reviewDeclinedNothing, ["id": id, "person": name(done.reviewer)])
            case .notEntitled: say(.reviewDeclinedEntitled, ["id": id])
            }
        let few = done.tooFew.map { say(.reviewDrawFew, ["count": "\($0.asked)", "found": "\($0.there)"]) }
        let spoiled = done.spoiled == 0 ? nil : say(.reviewDrawSpoiled, ["count": "\(done.spoiled)"])
        let cosigned =
            done.cosigned.isEmpty
            ? nil : say(.reviewCosignedBy, ["notes": shortIDs(done.cosigned), "person": name(done.reviewer)])
        return ([line] + [cosigned, few, spoiled].compactMap { $0 }).joined(separator: " ")
    }

    /// Says that a step is done already. Whoever may not make it at all is told that first, by the act itself.
    func refuse(_ done: CommandFault, after act: () throws -> Void) throws {
        do { try act() } catch {
            guard case RoomError.counseling(.refusedStep) = error else { throw error }
        }
        throw done
    }

    /// Looks through all reviews for one that waits for this program, and says what was done.
    func fulfillAll(_ practice: OpenPractice) throws {
        for done in (try? practice.room.fulfillReviews(all: true)) ?? [] { try announceLine(fulfilled(done)) }
    }

    /// A fault of one option or field.
    func fieldFault(_ field: String, _ reason: Sentence, _ arguments: [String: String] = [:]) -> CommandFault {
        CommandFault(
            .badInput, "bad-field", .faultField, ["field": field, "reason": say(reason, arguments)],
            hint: .faultFieldHint)
    }
}
