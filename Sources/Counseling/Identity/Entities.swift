// What an `Identifier` can name. These types have no values: they only keep a client's identifier from being passed
// where a case's is wanted. `CounselingCase`, a type of its own, names cases.

/// A person who comes for counseling (来访者).
public enum Client {}

/// A member of the staff, under a pseudonym.
public enum Person {}

/// One counseling institution with its own records.
public enum Practice {}

/// A session note (咨询记录), draft or signed.
public enum SessionNote {}

/// The group of those who share one reason to read a case.
public enum CaseCompartment {}
