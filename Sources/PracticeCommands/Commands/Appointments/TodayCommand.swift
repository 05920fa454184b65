import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

struct TodayCommand: PlainCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "today", abstract: HelpLanguage.text(.todayHelp), discussion: HelpLanguage.text(.todayHelpMore)
        )
    }
    @OptionGroup var common: CommonOptions

    /// How far the next appointment is looked for.
    static let daysAhead = 14

    func perform(_ context: CommandContext) throws -> Reply {
        try context.looking { practice in
            let now = UTCTime.now
            let clock = try context.clock(practice)
            let (date, times) = (clock.day(of: now), try context.times(practice))
            let shown = try self.appointments(around: date, at: now, clock, practice)
            let coming = shown?.coming.entries ?? []
            let today = coming.filter { clock.day(of: $0.appointment.start) <= date }
            let next = coming.first {
                $0.appointment.start > now && [.requested, .confirmed].contains($0.appointment.state)
            }
            let calling = shown?.calling ?? []
            let table = try AppointmentTable(entries: today, calling: calling, context: context, practice: practice)
            let work = Today(
                now: now, appointments: today, earlier: shown?.earlier.entries ?? [],
                away: coming.map(\.appointment).filter { table.absences.of($0) != nil }.map(\.id), practice: practice,
                context: context)
            let notices = try TodayNotices.sources.flatMap { try $0(work) }
            let heading = times.day(CivilDay(daysSinceEpoch: date.daysSince1970))
            var lines = table.calls() + [heading] + (try table.lines())
            if today.isEmpty, shown != nil { lines.append(context.say(.todayNoAppointments)) }
            if let next {
                lines.append(
                    context.say(
                        .todayNext,
                        ["time": times.span(next.appointment), "id": next.appointment.id.shortForm(characters: 4)]))
            }
            // One row that somebody put there must not hide the day, nor go unnoticed.
            let lists = shown.map { [$0.coming, $0.earlier] } ?? []
            lines += context.unsound(lists, in: practice)
            lines += context.kept.crisis + notices.map(\.text)
            // Whoever has no appointments would see a date alone.
            if shown == nil, notices.isEmpty, context.kept.crisis.isEmpty {
                lines.append(context.say(.statusNothingWaits))
            }
            return Reply(
                lines: lines,
                json: .object([
                    "date": .string(date.text), "appointments": try table.json(),
                    "unreadable": .number(lists.reduce(0) { $0 + $1.unreadable }),
                    "mistimed": .array(lists.flatMap(\.mistimed).map { .string($0.hex) }),
                    "disturbed": .array(
                        Set(lists.flatMap(\.disturbed).map(\.hex)).sorted().map { .string($0) }),
                    "crisis": try context.crisisJSON(practice),
                    "next": next.map {
                        table.json($0, times)
                    }
                        ?? .null,
                    "waiting": .array(
                        notices.map {
                            .object([
                                "code": .string($0.code), "message": .string($0.text),
                                "ids": .array($0.ids.map { .string($0) }),
                            ])
                        }),
                ]), status: lists.allSatisfy(\.isSound) ? .done : .integrity, layout: .list)
        }
    }

    /// Whoever has nothing to do with appointments is shown none, and is not refused either: they did not ask for any.
    /// - Returns: nil for them
    private func appointments(
        around today: CalendarDate, at now: UTCTime, _ clock: LocalClock, _ practice: OpenPractice
    ) throws -> (coming: AppointmentList, earlier: AppointmentList, calling: Set<Identifier<Client>>)? {
        let roles = try practice.room.ownEntry().member.roles
        guard !roles.isDisjoint(with: [.counselor, .trainee, .frontDesk, .director]),
            let ahead = DaySpan(today, days: Self.daysAhead).bounds(in: clock),
            let before = DaySpan.unsettled(before: today, withToday: false).bounds(in: clock)
        else { return nil }
        return try practice.room.visit(for: ListingAppointments.self, about: .practice) {
            let coming = try $0.appointments(from: ahead.start, to: ahead.end)
            let earlier = try $0.appointments(from: before.start, to: before.end) { $0.isUnsettled(at: now) }
            return (coming, earlier, try $0.callsForSupervisor(among: coming.entries.map(\.appointment.client)))
        }
    }
}

/// What there is to look at when somebody asks what today brings.
struct Today {
    let now: UTCTime
    /// Today's, as far as this person sees them.
    let appointments: [AppointmentEntry]
    /// Those of the days before of which nobody has said what became.
    let earlier: [AppointmentEntry]
    /// Those of the coming days with somebody who sees nobody now.
    let away: [Identifier<Appointment>]
    let practice: OpenPractice
    let context: CommandContext
}

/// Something that waits for the acting person.
struct TodayNotice {
    /// For programs.
    let code: String
    /// For people: one line, no names.
    let text: String
    /// What it is about, in full.
    let ids: [String]
}

extension TodayNotice {
    /// As `status --json` has it.
    var json: JSONValue {
        .object(["code": .string(code), "text": .string(text), "ids": .array(ids.map { .string($0) })])
    }
}

/// What may wait, each chapter for itself; the most urgent first.
enum TodayNotices {
    typealias Source = (Today) throws -> [TodayNotice]

    static var sources: [Source] {
        [

            // break-glass
            glass,

            // hand-over without the leaver
            handovers,

            // retention
            retention,

            // second device
            devices,

            // keys, disclosures, supervision
            elsewhere,

            // drafts
            drafts,
            // complaints
            complaints,

            // appointments
            awayAppointments, earlierAppointments, overdueAppointments, requestedAppointments,
        ]
    }

    /// Appointments to come to which no counselor comes.
    private static func awayAppointments(_ today: Today) throws -> [TodayNotice] {
        try today.context.tell(away: today.away, withinDays: TodayCommand.daysAhead, in: today.practice).map {
            TodayNotice(code: "appointments-counselor-away", text: $0, ids: today.away.map(\.hex))
        }
    }

    /// Appointments whose time is over and of which nobody has said what became.
    private static func overdueAppointments(_ today: Today) -> [TodayNotice] {
        let open = today.appointments.map(\.appointment).filter { $0.isUnsettled(at: today.now) }
        guard !open.isEmpty else { return [] }
        let text = today.context.say(.todayOverdue, ["count": "\(open.count)"])
        return [TodayNotice(code: "appointments-open", text: text, ids: open.map(\.id.hex))]
    }

    /// The same of the days before: what nobody settles is not forgotten at midnight.
    private static func earlierAppointments(_ today: Today) -> [TodayNotice] {
        // One that ended after midnight is among today's too.
        let shown = Set(today.appointments.map(\.appointment.id))
        let open = today.earlier.map(\.appointment).filter { !shown.contains($0.id) }
        guard !open.isEmpty else { return [] }
        let text = today.context.say(
            .todayEarlier, ["count": "\(open.count)", "days": "\(DaySpan.unsettledDays)"])
        return [TodayNotice(code: "appointments-open-earlier", text: text, ids: open.map(\.id.hex))]
    }

    private static func requestedAppointments(_ today: Today) -> [TodayNotice] {
        let requested = today.appointments.map(\.appointment).filter { $0.state == .requested && $0.end > today.now }
        guard !requested.isEmpty else { return [] }
        let text = today.context.say(.todayRequested, ["count": "\(requested.count)"])
        return [TodayNotice(code: "appointments-requested", text: text, ids: requested.map(\.id.hex))]
    }

    private static func drafts(_ today: Today) -> [TodayNotice] {
        let drafts = today.context.unfinishedDrafts(today.practice)
        return today.context.tellDrafts(drafts).map {
            TodayNotice(code: "drafts-unfinished", text: $0, ids: drafts.map(\.id))
        }
    }

    private static func complaints(_ today: Today) throws -> [TodayNotice] {
        let (steps, stranded, areSound) = try today.context.complaintSteps(today.practice)
        let overdue = try today.context.overdue(steps, today.practice)
        let late = Set(overdue.map(\.id))
        let unsound = today.context.complaintsUnsound(areSound).map {
            TodayNotice(code: "complaints-unsound", text: $0, ids: [])
        }
        let left = today.context.complaintsStranded(stranded).map {
            TodayNotice(code: "complaints-stranded", text: $0, ids: stranded.map(\.hex))
        }
        let told = today.context.complaintsOverdue(overdue).map {
            TodayNotice(code: "complaints-overdue", text: $0, ids: overdue.map(\.id.hex))
        }
        return unsound + left + told
            + today.context.complaintsWaiting(steps, overdue).map {
                TodayNotice(
                    code: "complaints-waiting", text: $0, ids: steps.map(\.id).filter { !late.contains($0) }.map(\.hex))
            }
    }

    // break-glass
    private static func glass(_ today: Today) throws -> [TodayNotice] {
        try today.context.waitingGlass(today.practice)
    }

    // hand-over without the leaver
    private static func handovers(_ today: Today) throws -> [TodayNotice] {
        try today.context.waitingHandovers(today.practice)
    }

    // retention
    private static func retention(_ today: Today) throws -> [TodayNotice] {
        try today.context.waitingRetention(today.practice, nil)
    }

    // second device
    private static func devices(_ today: Today) throws -> [TodayNotice] {
        try today.context.devices(today.practice).waiting
    }

    /// What `status` tells too, in one visit.
    private static func elsewhere(_ today: Today) throws -> [TodayNotice] {
        let dayAgo = try UTCTime(secondsSince1970: today.now.secondsSince1970 - 86_400)
        let context = today.context
        let (waiting, asked, reviews, jots) = try today.practice.room.visit(
            for: ReadingStatus.self, about: .practice
        ) {
            (
                try $0.waitingNotes(writtenBefore: dayAgo),
                (
                    recoveries: try $0.recoveryRequests(), disclosures: try $0.disclosures(),
                    consents: try $0.waitingConsents(), privateNotes: try $0.privateNotesLeft(),
                    steps: try $0.ownSteps()
                ),
                try $0.waitingReviews(), try $0.jotsFound()
            )
        }
        let own = try today.practice.room.ownEntry()
        let count = jots.entries.count
        var left = context.spoiled(jots.spoiled, in: today.practice).map {
            TodayNotice(code: "cases-spoiled", text: $0, ids: jots.spoiled.map(\.hex))
        }
        if count > 0 {
            left.append(TodayNotice(code: "jots", text: context.say(.statusJots, ["count": "\(count)"]), ids: []))
        }
        let notes = [
            ("notes-returned", Sentence.statusReturned, waiting.returned),
            ("notes-to-cosign", .statusToCosign, waiting.toCosign),
            ("notes-unsigned", .statusUnsigned, waiting.unsigned),
            ("notes-submitted", .statusSubmitted, waiting.submitted),
        ].filter { !$0.2.isEmpty }.map { code, sentence, ids in
            TodayNotice(
                code: code, text: today.context.say(sentence, ["count": "\(ids.count)"]), ids: ids.map(\.hex))
        }
        let unheld = context.tell(waiting.unheld, to: own.member).map {
            TodayNotice(code: "notes-with-nobody", text: $0, ids: waiting.unheld.notes.map(\.hex))
        }
        return context.waiting(asked.steps) + context.waiting(asked.recoveries, for: own)
            + context.waiting(asked.disclosures, for: own)
            + context.waiting(reviews) + context.waiting(asked.consents)
            + context.waitingPrivateNotes(asked.privateNotes) + left + unheld + notes
    }
}
