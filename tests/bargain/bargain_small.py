"""The texts of a small settlement and its positions; tests change them."""

TEXT = """# A small bargain

```treaty
settlement "A small bargain" dated 2022-01-15
party US "United States of America"
party RU "Russian Federation"
third party Ukraine

agreed by each of US, RU

body senate of 100 members

zone sphere of RU = Belarus perhaps Serbia, Iran

instrument pact "Pact" between US, RU
  ratification by US needs 2/3 of senate
```

## Article 1

One question is settled in one of three ways.

```treaty
part of pact

issue status "What becomes of the corridor"
  proposes corridor
option corridor "A corridor"
option neutral "Neutrality"
  only if RU insists
option nothing "Nothing"
```

## Article 2

Russia withdraws, and the United States withdraws in return.

```treaty
issue forces "Forces go home"
  proposes yes

side issue trade "Free trade"

clause forces-out "The American side"
  under forces
  US shall withdraw forces from Poland
  within 90 days of entry into force
  in return for forces-back

clause forces-back "The Russian side"
  under forces
  RU shall withdraw forces from Belarus
  within 30 days of entry into force
```
"""

US = """# United States

```position
position US
  basis "assumption"
  no agreement 0..2
  core 4
  values status: corridor -2..0, neutral -6, nothing 0
  values forces: yes 1..3, no 0
  values trade: yes 2, no 0
  worth of forces-out -5..-3
  worth of forces-back 6..8

bloc Doves of US 60 of senate
  no agreement 0
  core 1

bloc Hawks of US 40 of senate
  no agreement 0
  core 1
  values forces: yes -3, no 0
  values trade: yes 1, no 0
```
"""

RU = """# Russia

```position
position RU
  basis "assumption"
  no agreement 1
  core 0
  values status: corridor 3, neutral 6, nothing 0
  values forces: yes 2, no 0
  values trade: yes -1, no 0
  worth of forces-out 5
  worth of forces-back -2
  never status nothing

scenario crisis
  no agreement -40
```
"""

UKRAINE = """# Ukraine

```position
position Ukraine
  basis "assumption"
  no agreement 5
  values status: corridor -1, neutral -1, nothing 0
```
"""

HARD_RU = """# Russia, as another school sees it

```position
position RU
  set hard
  basis "assumption"
  no agreement 100
```
"""
