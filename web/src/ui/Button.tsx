import type { AnchorHTMLAttributes, ButtonHTMLAttributes } from 'react';
import styles from './Button.module.css';
import { classes } from './classes';
import { Icon, type IconName } from './Icon';

type Look = 'primary' | 'quiet' | 'bare';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
}

export function Button({ look = 'quiet', className, type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={classes(styles.button, styles[look], className)} {...rest} />;
}

interface LinkButtonProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  look?: Look;
}

/** A link that looks like a button: for what leads to another address, such as a download. */
export function LinkButton({ look = 'quiet', className, children, ...rest }: LinkButtonProps) {
  return (
    <a className={classes(styles.button, styles[look], className)} {...rest}>
      {children}
    </a>
  );
}

interface IconButtonProps extends Omit<ButtonProps, 'children'> {
  icon: IconName;
  /** What the button does, for a screen reader and as its tooltip. */
  label: string;
}

export function IconButton({ icon, label, look = 'bare', className, ...rest }: IconButtonProps) {
  return (
    <Button
      look={look}
      className={classes(styles.icon, className)}
      aria-label={label}
      title={label}
      {...rest}
    >
      <Icon name={icon} />
    </Button>
  );
}
