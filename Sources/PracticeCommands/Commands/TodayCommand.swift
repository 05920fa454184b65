import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

struct TodayCommand: TacetCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "today", abstract: HelpLanguage.text(.todayHelp), discussion: HelpLanguage.text(.todayHelpMore)
        )
    }
    @OptionGroup var common: CommonOptions

    /// How far the next appointment is looked for.
    private static let daysAhead = 14

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let now = UTCTime.now
            let clock = try context.clock(practice)
            let (date, times) = (clock.day(of: now), try context.times(practice))
            let shown = try self.appointments(around: date, at: now, clock, practice)
            let coming = shown?.coming ?? []
            let today = coming.filter { clock.day(of: $0.appointment.start) <= date }
            let next = coming.first {
                $0.appointment.start > now && [.requested, .confirmed].contains($0.appointment.state)
            }
            let work = Today(
                now: now, appointments: today, earlier: shown?.earlier ?? [], practice: practice, context: context)
            let notices = try TodayNotices.sources.flatMap { try $0(work) }
            let heading = times.day(CivilDay(daysSinceEpoch: date.daysSince1970))
            var lines = [heading] + (try AppointmentTable(entries: today, context: context, practice: practice).lines())
            if today.isEmpty, shown != nil { lines.append(context.say(.todayNoAppointments)) }
            if let next {
                lines.append(
                    context.say(
                        .todayNext,
                        ["time": times.span(next.appointment), "id": next.appointment.id.shortForm(characters: 4)]))
            }
            lines += notices.map(\.text)
            // Whoever has no appointments would see a date alone.
            if shown == nil, notices.isEmpty { lines.append(context.say(.statusNothingWaits)) }
            return Reply(
                lines: lines,
                json: .object([
                    "date": .string(date.text), "appointments": .array(today.map { AppointmentTable.json($0, times) }),
                    "crisis": try context.crisisJSON(practice),
                    "next": next.map { AppointmentTable.json($0, times) } ?? .null,
                    "waiting": .array(
                        notices.map {
                            .object([
                                "code": .string($0.code), "message": .string($0.text),
                                "ids": .array($0.ids.map { .string($0) }),
                            ])
                        }),
                ]), layout: .list)
        }
    }

    /// Whoever has nothing to do with appointments is shown none, and is not refused either: they did not ask for any.
    /// - Returns: nil for them
    private func appointments(
        around today: CalendarDate, at now: UTCTime, _ clock: LocalClock, _ practice: OpenPractice
    ) throws -> (coming: [AppointmentEntry], earlier: [AppointmentEntry])? {
        let roles = try practice.room.ownEntry().member.roles
        guard !roles.isDisjoint(with: [.counselor, .trainee, .frontDesk, .director]),
            let ahead = DaySpan(today, days: Self.daysAhead).bounds(in: clock),
            let before = DaySpan.unsettled(before: today, withToday: false).bounds(in: clock)
        else { return nil }
        return try practice.room.visit(for: ListingAppointments.self, about: .practice) {
            (
                try $0.appointments(from: ahead.start, to: ahead.end).entries,
                try $0.appointments(from: before.start, to: before.end) { $0.isUnsettled(at: now) }.entries
            )
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

/// What may wait, each chapter for itself; the most urgent first.
enum TodayNotices {
    typealias Source = (Today) throws -> [TodayNotice]

    static var sources: [Source] {
        [

            // break-glass
            glass,

            // retention
            retention,

            // supervision
            notes,

            // drafts
            drafts,
            // complaints
            complaints,

            // appointments
            earlierAppointments, overdueAppointments, requestedAppointments,
        ]
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
        let overdue = try today.context.overdue(try today.context.complaintSteps(today.practice), today.practice)
        return today.context.complaintsOverdue(overdue).map {
            TodayNotice(code: "complaints-overdue", text: $0, ids: overdue.map(\.id.hex))
        }
    }

    // break-glass
    private static func glass(_ today: Today) throws -> [TodayNotice] {
        try today.context.waitingGlass(today.practice)
    }

    // retention
    private static func retention(_ today: Today) throws -> [TodayNotice] {
        try today.context.waitingRetention(today.practice, nil)
    }

    private static func notes(_ today: Today) throws -> [TodayNotice] {
        let dayAgo = try UTCTime(secondsSince1970: today.now.secondsSince1970 - 86_400)
        let waiting = try today.practice.room.visit(for: ReadingStatus.self, about: .practice) {
            try $0.waitingNotes(writtenBefore: dayAgo)
        }
        return [
            ("notes-returned", Sentence.statusReturned, waiting.returned),
            ("notes-to-cosign", .statusToCosign, waiting.toCosign),
            ("notes-unsigned", .statusUnsigned, waiting.unsigned),
            ("notes-submitted", .statusSubmitted, waiting.submitted),
        ].filter { !$0.2.isEmpty }.map { code, sentence, ids in
            TodayNotice(
                code: code, text: today.context.say(sentence, ["count": "\(ids.count)"]), ids: ids.map(\.hex))
        }
    }
}
