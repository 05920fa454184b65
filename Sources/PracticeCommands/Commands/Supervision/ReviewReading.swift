import ArgumentParser
import Counseling
import Practice
import RecordRoom

// Looking at reviews, and, for the reviewer, at what was lent.

struct ReviewList: PlainCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: HelpLanguage.text(.reviewHelpList))
    }
    @OptionGroup var common: CommonOptions

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            try context.fulfillAll(practice)
            let (reviews, unread) = try practice.room.visit(for: ListingReviews.self, about: .practice) {
                (try $0.reviews(), try $0.unread())
            }
            let unreadLines = context.unread(unread, .reviewListSpoiled, in: practice)
            let characters = Identifier.charactersNeeded(among: reviews.map(\.id))
            let times = try context.times(practice)
            let table = Table(
                columns: [
                    .headingID, .reviewHeadingKind, .headingCounselor, .reviewHeadingReviewer, .headingStanding,
                    .reviewHeadingSince, .reviewHeadingWaits,
                ].map { Table.Column(heading: context.say($0)) },
                rows: reviews.map {
                    [
                        $0.id.shortForm(characters: characters), context.reviewKind($0.review.kind),
                        context.name($0.counselor), context.name($0.reviewer), context.reviewState($0.review.state),
                        times.table($0.review.since.date), context.waits($0),
                    ]
                })
            return Reply(
                lines: context.lines(of: table, .reviews, reviews.map(\.id.hex), in: practice),
                json: .object([
                    "reviews": .array(reviews.map { ReviewShow.json($0, times, alone: false) }),
                    "spoiled": .number(unread.spoiled), "unknown": .number(unread.unknown),
                ]),
                remarks: (reviews.isEmpty && unreadLines.isEmpty ? [context.say(.reviewListEmpty)] : [])
                    + reviews.filter(\.isOverdue).map { context.say(.reviewOverdue, context.named($0)) } + unreadLines,
                status: unreadLines.isEmpty ? .done : .integrity, layout: .list)
        }
    }
}

struct ReviewShow: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: HelpLanguage.text(.reviewHelpShow))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.reviewOptionID)) var review: String
    @Option(help: .text(.reviewOptionNote)) var note: String?

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            try context.fulfillAll(practice)
            let id = try context.review(review, in: practice)
            let times = try context.times(practice)
            func open(_ note: Identifier<SessionNote>) throws -> SignedNote {
                try practice.room.visit(for: ReadingReviewedNote.self, about: .reviewedNote(note, in: id)) {
                    try $0.note()
                }
            }
            if let note {
                let opened = try open(try context.note(note, in: practice))
                return Reply(
                    lines: Self.lines(opened, times, context), json: Self.json(opened, times),
                    remarks: [context.say(.reviewNoteLent)])
            }
            let entry = try practice.room.visit(for: ReadingReview.self, about: .review(id)) { try $0.review() }
            let isReviewer = try practice.room.ownEntry().id == entry.review.reviewer
            let mayRead = isReviewer && entry.review.state.isReading
            let notes = mayRead ? try (entry.review.lent?.notes ?? []).map { try open($0.note) } : []
            var lines = Self.lines(entry, times, context)
            for note in notes { lines += [""] + Self.lines(note, times, context) }
            var remarks: [String] = []
            if entry.review.findings != nil, entry.findings == nil {
                remarks.append(context.say(.reviewFindingsHidden))
            }
            if !notes.isEmpty { remarks.append(context.say(.reviewNoteLent)) }
            if let there = entry.review.drawnFromTooFew {
                let count = entry.review.draw?.count ?? 0
                remarks.append(context.say(.reviewDrawFew, ["count": "\(count)", "found": "\(there)"]))
            }
            if entry.isOverdue { remarks.append(context.say(.reviewOverdue, context.named(entry))) }
            guard case .object(var json) = Self.json(entry, times, alone: true) else { return Reply(lines: lines) }
            json["opened"] = .array(notes.map { Self.json($0, times) })
            return Reply(lines: lines, json: .object(json), remarks: remarks)
        }
    }

    private static func lines(_ entry: ReviewEntry, _ times: TimeText, _ context: CommandContext) -> [String] {
        let review = entry.review
        var lines = KeyValueLayout(
            pairs: [
                (context.say(.headingID), entry.id.shortForm(characters: 4)),
                (context.say(.reviewHeadingKind), context.reviewKind(review.kind)),
                (context.say(.headingCounselor), context.name(entry.counselor)),
                (context.say(.reviewHeadingReviewer), context.name(entry.reviewer)),
                (context.say(.reviewHeadingRequester), context.name(entry.requester)),
                (context.say(.headingStanding), context.standing(review)),
                (context.say(.reviewHeadingSince), times.table(review.since.date)),
                (context.say(.reviewHeadingWaits), context.waits(entry)),
                (context.say(.reviewHeadingNotes), context.noteIDs(of: review)),
            ]
        ).lines(width: context.terminal.layoutWidth)
        func add(_ heading: Sentence, _ text: [String]) { lines += ["", context.say(heading)] + text }
        if !review.scores.isEmpty {
            add(.reviewHeadingScores, review.scores.map { "  " + context.pair(context.rubric($0.item), "\($0.score)") })
        }
        if let findings = entry.findings {
            add(.reviewHeadingFindings, [findings.overall])
            if !findings.actions.isEmpty {
                add(
                    .reviewHeadingActions,
                    findings.actions.map { action in
                        "  "
                            + (action.due.map {
                                context.say(.reviewActionDue, ["text": action.text, "date": $0.text])
                            } ?? action.text)
                    })
            }
        }
        if let answer = entry.answer { add(.reviewHeadingAnswer, [answer]) }
        if !entry.agreement.isEmpty {
            let apart = entry.agreement.map { abs($0.own - $0.supervisor) }
            add(
                .reviewHeadingAgreement,
                entry.agreement.map {
                    let both = ["own": "\($0.own)", "supervisor": "\($0.supervisor)"]
                    return "  " + context.pair(context.rubric($0.item), context.say(.reviewAgreementRow, both))
                } + [
                    "  "
                        + context.say(
                            .reviewAgreementSum,
                            [
                                "same": "\(apart.filter { $0 == 0 }.count)", "count": "\(apart.count)",
                                "apart": "\(apart.reduce(0, +))",
                            ])
                ])
        }
        return lines
    }

    /// A reviewer has the signed version alone.
    private static func doubts(about note: SignedNote) -> [TimeDoubt] {
        NoteTimes.doubts(of: [.signed(note)], now: .now)
    }

    private static func lines(_ note: SignedNote, _ times: TimeText, _ context: CommandContext) -> [String] {
        var lines = [
            context.say(
                .reviewHeadingNote,
                ["id": note.id.shortForm(characters: 4), "time": times.table(note.signedAt.date)])
        ]
        let marks = context.marks(lateEntry: note.isLateEntry, note.withoutConsent)
        if !marks.isEmpty { lines.append(context.catalogue.list(marks)) }
        lines += context.lines(of: doubts(about: note), times)
        for section in note.content.sections {
            lines += [context.say(NoteCommand.question(section.key)), section.text]
        }
        if let feedback = note.content.feedback { lines += [context.say(.noteFormFeedback), feedback] }
        return lines
    }

    static func json(_ scores: [RubricScore]) -> JSONValue {
        .object(Dictionary(uniqueKeysWithValues: scores.map { ($0.item.rawValue, .number($0.score)) }))
    }

    private static func json(_ note: SignedNote, _ times: TimeText) -> JSONValue {
        .object([
            "id": .string(note.id.hex), "case": .string(note.caseID.hex),
            "template": .string(note.content.template.rawValue),
            "written": .string(times.rfc3339(note.writtenAt.date)),
            "signed": .string(times.rfc3339(note.signedAt.date)), "lateEntry": .boolean(note.isLateEntry),
            "withoutConsent": .boolean(note.withoutConsent),
            "timeDoubts": CommandContext.json(doubts(about: note), times),
            "sections": .object(
                Dictionary(uniqueKeysWithValues: note.content.sections.map { ($0.key.rawValue, .string($0.text)) })),
            "feedback": .optional(note.content.feedback),
            "start": .optional(note.content.session.map { times.rfc3339($0.start.date) }),
            "end": .optional(note.content.session.map { times.rfc3339($0.end.date) }),
        ])
    }

    static func json(_ entry: ReviewEntry, _ times: TimeText, alone: Bool) -> JSONValue {
        let review = entry.review
        var fields: [String: JSONValue] = [
            "id": .string(entry.id.hex), "kind": .string(review.kind.rawValue),
            "counselor": .optional(entry.counselor?.shortName.text),
            "reviewer": .optional(entry.reviewer?.shortName.text),
            "requester": .optional(entry.requester?.shortName.text), "state": .string(review.state.rawValue),
            "since": .string(times.rfc3339(review.since.date)),
            "nudged": .optional(review.nudged.map { times.rfc3339($0.date) }), "overdue": .boolean(entry.isOverdue),
            "notes": .array((review.lent?.notes.map(\.note) ?? review.notes).map { .string($0.hex) }),
            "draw": review.draw.map { .object(["count": .number($0.count), "seed": .string($0.seed)]) } ?? .null,
            "declined": .optional(review.refusal?.rawValue),
        ]
        guard alone else { return .object(fields) }
        fields["drawnFrom"] = review.lent?.drawnFrom.map { .number($0) } ?? .null
        fields["drawnFromDigest"] = .optional(review.lent?.drawnFromDigest)
        fields["byConsent"] = .boolean(review.lent?.byConsent ?? false)
        fields["scores"] = json(review.scores)
        fields["findings"] = .optional(entry.findings?.overall)
        fields["actions"] = .array(
            (entry.findings?.actions ?? []).map {
                .object(["text": .string($0.text), "due": .optional($0.due?.text)])
            })
        fields["hasFindings"] = .boolean(review.findings != nil)
        fields["answer"] = .optional(entry.answer)
        fields["answers"] = .number(review.answers)
        fields["agreement"] = .array(
            entry.agreement.map {
                .object([
                    "item": .string($0.item.rawValue), "self": .number($0.own), "supervisor": .number($0.supervisor),
                ])
            })
        return .object(fields)
    }
}
