import Counseling
import Foundation
import Practice
import RecordRoom

/// The session that a note is about: an appointment of one's own with a case.
struct NoteSession {
    let appointment: Appointment
    let caseID: Identifier<CounselingCase>
    /// When it was really held; nil while it is not over.
    let times: SessionTimes?

    init?(_ appointment: Appointment) {
        guard let caseID = appointment.caseID else { return nil }
        self.appointment = appointment
        self.caseID = caseID
        let end = appointment.ended ?? appointment.end
        // What was recorded as ended has ended, where another computer's clock is ahead of this one too.
        let now = appointment.state == .completed ? max(UTCTime.now, end) : .now
        times = try? SessionTimes(start: appointment.started ?? appointment.start, end: end, now: now)
    }

    /// The one that just ended, or goes on: today's latest that began, whose client was not missing, and of which there is no note
    /// yet that is more than a draft. It is told whose it is.
    static func waiting(
        in practice: OpenPractice, _ context: CommandContext
    ) throws -> (session: NoteSession, client: NamedClient)? {
        let (now, clock) = (UTCTime.now, try context.clock(practice))
        guard let bounds = DaySpan(clock.day(of: now), days: 1).bounds(in: clock) else { return nil }
        let me = try practice.room.ownEntry().id
        let held = try practice.room.visit(for: ListingAppointments.self, about: .practice) {
            try $0.appointments(from: bounds.start, to: bounds.end)
        }.entries.filter {
            $0.appointment.counselor == me && $0.appointment.start <= now
                && [.confirmed, .arrived, .completed].contains($0.appointment.state)
        }
        let times = try context.times(practice)
        for entry in held.reversed() {
            guard let session = NoteSession(entry.appointment), try !session.isWritten(by: me, in: practice) else {
                continue
            }
            try context.announce(
                .noteNowSession,
                [
                    "time": times.table(entry.appointment.start.date), "client": entry.client.named.called,
                    "case": session.caseID.shortForm(characters: 4),
                ])
            return (session, entry.client.named)
        }
        return nil
    }

    /// Whether a note of theirs tells of it already.
    private func isWritten(by author: Identifier<Person>, in practice: OpenPractice) throws -> Bool {
        guard let times else { return false }
        let notes = try practice.room.visit(for: ListingNotes.self, about: .counselingCase(caseID)) { try $0.notes() }
        return notes.contains { note in
            // A note that names no session and was written since is taken for its own.
            let isOfSession =
                note.body.content.session.map { $0.start == times.start } ?? (note.body.writtenAt >= times.start)
            return note.body.author == author && isOfSession
                && ![.draft, .returned, .withdrawn].contains(note.standing)
        }
    }

    /// The same once it is completed; a first session without consent is refused here, before anything is typed.
    func completed(in practice: OpenPractice, _ context: CommandContext) throws -> NoteSession {
        guard appointment.state != .completed else { return self }
        let subject = AppointmentSubject(appointment.id, of: appointment.client)
        try context.announce(.appointmentCompleteBefore, on: subject)
        let clock = try context.clock(practice)
        let (changed, _) = try context.offering(practice, of: subject) {
            try practice.room.visit(for: CompletingAppointment.self, about: .appointment(subject)) {
                try $0.complete(started: nil, ended: nil, clock: clock)
            }
        }
        return NoteSession(changed) ?? self
    }

    /// The appointment that `--appointment` names, which must be of the case that the note is for.
    static func named(
        _ typed: String, of caseID: Identifier<CounselingCase>, in practice: OpenPractice, _ context: CommandContext
    ) throws -> NoteSession {
        let subject = try context.appointment(typed, in: practice)
        let (entry, _) = try practice.room.visit(for: ReadingAppointment.self, about: .appointment(subject)) {
            try $0.appointment()
        }
        guard let session = NoteSession(entry.appointment), session.caseID == caseID else {
            throw CommandFault(
                .badInput, "bad-field", .faultField,
                ["field": "appointment", "reason": context.say(.noteAppointmentOfOtherCase)], hint: .faultFieldHint)
        }
        return session
    }

    /// What is told beside a note of this session that says not when it was held.
    func remark(on content: NoteContent, _ note: Identifier<SessionNote>, _ context: CommandContext) -> [String] {
        guard content.session == nil else { return [] }
        let arguments = [
            "appointment": appointment.id.shortForm(characters: 4), "id": note.shortForm(characters: 4),
        ]
        return [context.say(.noteWithoutTimes, arguments)]
    }
}

extension NoteContent {
    /// The same content of that session; times that were written down stay.
    func of(_ session: NoteSession?) throws -> NoteContent {
        guard let times = session?.times, self.session == nil else { return self }
        return try NoteContent(template: template, sections: sections, session: times, feedback: feedback)
    }
}
