// Prints the licences of the npm packages that a folder's package-lock.json names, without those that only build.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const [folder] = process.argv.slice(2)
const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'))
const line = '='.repeat(80)
const missing = []
for (const [path, { dev, optional }] of Object.entries(packages)) {
  const at = join(folder, path)
  if (path === '' || dev || (optional && !existsSync(at))) continue
  const { name, version, license, repository } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'))
  if (typeof license !== 'string') missing.push(name)
  const file = readdirSync(at).find((name) => /^(licen[cs]e|copying)/i.test(name))
  const text = file ? readFileSync(join(at, file), 'utf8').trim() : `${license}: the package carries no text of its licence.`
  const source = repository?.url ?? repository ?? ''
  console.log(`${line}\n${license}\n  ${name} ${version}  ${source}\n${line}\n\n${text}\n`)
}
if (missing.length > 0) {
  console.error(`no licence is named by ${missing.join(', ')}`)
  process.exit(1)
}
